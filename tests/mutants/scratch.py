"""A copy of the project to try edits in."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.architecture.files import ROOT
from tests.mutants.table import Row

# What is no part of the project, or is made anew by whoever needs it.
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv*", "var", "node_modules", ".*_cache", ".hypothesis", "htmlcov"
)


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder with the project as it stands in the working tree; gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="handslag-mutants-") as folder:
        copy = Path(folder) / "project"
        shutil.copytree(ROOT, copy, ignore=LEFT_OUT)
        if (ROOT / ".venv").exists():
            (copy / ".venv").symlink_to(ROOT / ".venv")
        yield copy


@contextmanager
def without(row: Row, *, inside: Path) -> Iterator[None]:
    """The rule of this row is taken away in the copy, and then back again."""
    path = inside / row.file
    text, times = path.read_text(encoding="utf-8"), path.stat()
    try:
        path.write_text(text.replace(row.old, row.new), encoding="utf-8")
        yield
    finally:
        path.write_text(text, encoding="utf-8")
        # What Python has compiled of it is known by these.
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
