"""The files that make up the app, and a version that changes when any of them does."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static

PACKAGES = Path(__file__).resolve().parents[2]
ROOTS = (PACKAGES / "accounts" / "static", PACKAGES / "devices" / "static")
# Found by looking, not listed: a module somebody adds is kept for offline use without an edit here.
KEPT = ("accounts/*.css", "accounts/favicon.svg", "authenticator/**/*.js", "authenticator/**/*.css")


def file_names() -> list[str]:
    """All scripts and styles of the app, as static file names."""
    return sorted({name for root in ROOTS for pattern in KEPT for name in _matching(root, pattern)})


def shell_urls() -> list[str]:
    """Where the browser finds every file the app needs to start."""
    return [static(name) for name in file_names()]


def shell_version() -> str:
    """One value for this very set of files: by it the service worker tells an upgraded app from the one it keeps."""
    return _version_now() if settings.DEBUG else _version_at_start()


@cache
def _version_at_start() -> str:
    return _version_now()


def _version_now() -> str:
    digest = hashlib.sha256()
    for name in file_names():
        digest.update(static(name).encode())
        # Where addresses carry no hash, in development, only the contents tell.
        digest.update(_contents(name))
    return digest.hexdigest()[:16]


def _matching(root: Path, pattern: str) -> list[str]:
    return [path.relative_to(root).as_posix() for path in root.glob(pattern)]


def _contents(name: str) -> bytes:
    return b"".join((root / name).read_bytes() for root in ROOTS if (root / name).is_file())
