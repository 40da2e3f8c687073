"""The files that make up the app, and a version that changes when any of them does."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.contrib.staticfiles import finders
from django.templatetags.static import static

SOURCE = Path(__file__).resolve().parents[1] / "static"
STYLES = (
    "accounts/tokens.css",
    "accounts/base.css",
    "accounts/components.css",
    "accounts/pages.css",
    "accounts/favicon.svg",
)


def module_names() -> list[str]:
    """All modules and styles of the app, as static file names."""
    own = sorted(path.relative_to(SOURCE).as_posix() for path in (SOURCE / "authenticator").rglob("*.*"))
    return [name for name in own if name.endswith((".js", ".css"))]


def shell_urls() -> list[str]:
    """Where the browser finds every file the app needs to start."""
    return [static(name) for name in (*STYLES, *module_names())]


def shell_version() -> str:
    """One value for this very set of files: with it the service worker tells an upgraded app from the one it keeps."""
    digest = hashlib.sha256()
    for name in (*STYLES, *module_names()):
        digest.update(static(name).encode())
        # In development addresses carry no hash, so the contents are what tells.
        digest.update(_contents(name))
    return digest.hexdigest()[:16]


def _contents(name: str) -> bytes:
    found = finders.find(name)
    return Path(found).read_bytes() if isinstance(found, str) else b""
