"""Which files a change touches, as git tells it."""

from __future__ import annotations

import subprocess

from tests.architecture.files import ROOT

MAIN = ("origin/main", "main")


def usual_base() -> str:
    """Where this branch left main; on main itself the commit before; "" in a clone too shallow to know either."""
    here = _git("rev-parse", "HEAD")
    for name in MAIN:
        left = _git("merge-base", "HEAD", name)
        if left and left != here:
            return left
    return _git("rev-parse", "--verify", "HEAD^")


def files_since(commit: str) -> set[str] | None:
    """What differs from that commit in the working tree, new files too; None when there is no such commit."""
    if not _git("rev-parse", "--verify", f"{commit}^{{commit}}"):
        return None
    changed = _git("diff", "--name-only", "--no-renames", commit)
    added = _git("ls-files", "--others", "--exclude-standard")
    return {*changed.splitlines(), *added.splitlines()}


def head() -> str:
    return _git("rev-parse", "HEAD")


def _git(*arguments: str) -> str:
    """What git says; nothing where it fails, or is not there."""
    try:
        ended = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return ""
    return ended.stdout.strip() if ended.returncode == 0 else ""
