"""The project's own files, as git would commit them."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ("idp", "accounts", "devices", "templates")


@cache
def project_files() -> tuple[Path, ...]:
    """Every file that is committed or would be, from the project's folder."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = sorted({Path(name) for name in listed.stdout.split("\0") if name})
    return tuple(path for path in paths if (ROOT / path).is_file())


def source_files(*suffixes: str) -> list[Path]:
    """What the product is made of: no tests, no migrations, which Django writes, and no files of others."""
    return [
        path
        for path in project_files()
        if path.suffix in suffixes
        and path.parts[0] in SOURCE
        and not {"migrations", "vendor"} & set(path.parts)
    ]


def text_of(path: Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")
