"""The files that make up the app, and a version that changes when any of them does.

When files are collected they are joined (`joined_files`), so that a phone asks for one script and one style. With DEBUG
the page names them one by one, as they are written.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.templatetags.static import static

from devices.authenticator.joining import Read, in_order, joined_modules, joined_styles

PACKAGES = Path(__file__).resolve().parents[2]
ROOTS = (PACKAGES / "accounts" / "static", PACKAGES / "devices" / "static")
# Found by looking, not listed: a module somebody adds is kept for offline use without an edit here.
KEPT = ("accounts/*.css", "accounts/favicon.svg", "authenticator/**/*.js", "authenticator/**/*.css")
START = "authenticator/start.js"
# In the order in which their layers are declared, as in components/styles.html.
STYLES = (
    *(
        f"accounts/{name}.css"
        for name in ("tokens", "base", "components", "controls", "lists", "number", "pages")
    ),
    "authenticator/frame.css",
    "authenticator/authenticator.css",
    "authenticator/tools.css",
    "authenticator/codes.css",
)
JOINED_START = "authenticator/joined.js"
JOINED_STYLE = "authenticator/joined.css"


def joined_files(read: Read) -> dict[str, str]:
    """The content of each file that is made of several, by its name."""
    return {JOINED_START: joined_modules(START, read), JOINED_STYLE: joined_styles(STYLES, read)}


def is_joined() -> bool:
    """Whether phones are given the joined files: where they were collected, and nobody is looking for a mistake."""
    return getattr(staticfiles_storage, "joins", False) and not settings.DEBUG


def scripts() -> list[str]:
    """The module that starts the app, then those it needs."""
    if is_joined():
        return [JOINED_START]
    needed = in_order(START, _text)
    return [START, *(name for name in needed if name != START)]


def styles() -> list[str]:
    """The app's styles, in their order."""
    return [JOINED_STYLE] if is_joined() else list(STYLES)


def file_names() -> list[str]:
    """All that the app may need without a network, as static file names."""
    names = _names if settings.DEBUG else _names_at_start
    return names(joined=is_joined())


def _names(*, joined: bool) -> list[str]:
    found = {name for root in ROOTS for pattern in KEPT for name in _matching(root, pattern)}
    if joined:
        found -= {*in_order(START, _text), *(name for name in found if name.endswith(".css"))}
        found |= {JOINED_START, JOINED_STYLE}
    return sorted(found)


@cache
def _names_at_start(*, joined: bool) -> list[str]:
    return _names(joined=joined)


def integrity_of(name: str) -> str:
    """What a browser must find when it adds up this file (Subresource Integrity); "" of one that is not collected."""
    return _integrity_of(static(name).removeprefix(settings.STATIC_URL)) if is_joined() else ""


@cache
def _integrity_of(stored_name: str) -> str:
    with staticfiles_storage.open(stored_name) as file:
        return "sha384-" + b64encode(hashlib.sha384(file.read()).digest()).decode()


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


def _text(name: str) -> str:
    return _contents(name).decode()
