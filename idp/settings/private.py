"""Files and folders that their owner alone can read; those that were made with more are mended where we find them."""

import os
from contextlib import suppress
from pathlib import Path

OTHERS = 0o077


def make_private_file(path: str | Path) -> None:
    """Make an empty file, private from its first moment. Where none can be made, whoever opens it says why."""
    with suppress(OSError):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def make_private_folder(path: Path) -> None:
    """Make a folder, and those above it that are not there; one that is there keeps its mode."""
    if not path.exists():
        path.mkdir(mode=0o700, parents=True, exist_ok=True)


def private_again(path: str | Path) -> None:
    """Take from others what they may do with a file or folder of ours; somebody else's is theirs to look after."""
    with suppress(OSError):
        found = Path(path).stat()
        if found.st_uid == os.geteuid() and found.st_mode & OTHERS:
            Path(path).chmod(found.st_mode & 0o777 & ~OTHERS)
