"""A secret key for one's own machine: made once, kept in a file only its owner can read."""

import os
from pathlib import Path

from django.core.management.utils import get_random_secret_key

from idp.settings.private import make_private_folder, private_again


def own_secret_key(folder: Path) -> str:
    """The key in ``folder``/secret_key, written first when it is not there."""
    path = folder / "secret_key"
    try:
        private_again(path)
        return path.read_text().strip()
    except FileNotFoundError:
        make_private_folder(folder)
        return _write_new_key(path)


def _write_new_key(path: Path) -> str:
    key = get_random_secret_key()
    # O_EXCL: of two processes that start at once, one writes and the other reads.
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        file.write(key)
    return key
