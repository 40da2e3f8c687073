"""Windows of a real Chromium, strict about what pages say.

``browser_window``  a Page of the person at the browser, 1280 wide
``phone_window``    a Page of the same person's phone, 360 wide, apart from the first
``new_window``      makes further ones: ``new_window(java_script_enabled=False)``
``complaints``      what any window complained of; a test fails on it unless it said ``complaints.allow("…")``
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, CDPSession, ConsoleMessage, Page

from tests.support.server import Server

CHROMIUM = "/usr/bin/chromium-headless-shell"
CHROMIUM_ARGS = (
    "--no-sandbox",  # the tests run as root in a container
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",  # it would ask hosts no test may reach
    "--disable-component-update",
    "--disable-sync",
)
DESKTOP = {"viewport": {"width": 1280, "height": 800}}
PHONE = {
    "viewport": {"width": 360, "height": 740},
    "is_mobile": True,
    "has_touch": True,
    "user_agent": (
        "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Chrome/156.0.0.0 Mobile Safari/537.36"
    ),
}
PATIENCE_MS = 10_000

NewWindow = Callable[..., Page]


@dataclass
class Complaints:
    """What pages wrote to the console as errors, policy violations included, and exceptions nobody caught."""

    heard: list[str] = field(default_factory=list)
    allowed: list[re.Pattern[str]] = field(default_factory=list)

    def allow(self, pattern: str) -> None:
        """This test provokes it: a refused socket, an answer of 403."""
        self.allowed.append(re.compile(pattern))

    def unexpected(self) -> list[str]:
        """What no test asked for."""
        return [text for text in self.heard if not any(pattern.search(text) for pattern in self.allowed)]

    def listen_to(self, context: BrowserContext) -> None:
        """Hear every page of this context."""
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.heard.append(f"uncaught: {error.error}"))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.heard.append(f"{message.text} ({message.location.get('url', '')})")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium instead of one that Playwright would download."""
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": list(CHROMIUM_ARGS)}


@pytest.fixture
def complaints() -> Iterator[Complaints]:
    """Fails the test at its end when a page complained."""
    heard = Complaints()
    yield heard
    assert heard.unexpected() == []


@pytest.fixture
def new_window(complaints: Complaints, server: Server, browser: Browser) -> Iterator[NewWindow]:
    """Make a window with its own cookies: ``new_window(locale="sv-SE")``."""
    contexts: list[BrowserContext] = []

    def open_window(**options: Any) -> Page:
        context = browser.new_context(base_url=server.url, **{**DESKTOP, "locale": "en-GB", **options})
        context.set_default_timeout(PATIENCE_MS)
        complaints.listen_to(context)
        contexts.append(context)
        return context.new_page()

    yield open_window
    for context in contexts:
        context.close()


@pytest.fixture
def browser_window(new_window: NewWindow) -> Page:
    """The person at the browser."""
    return new_window()


@pytest.fixture
def phone_window(new_window: NewWindow) -> Page:
    """The same person's phone."""
    return new_window(**PHONE)


def give_device_lock(page: Page) -> tuple[CDPSession, str]:
    """Give this window a platform authenticator; what it is told is told by this session, to this id."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable", {"enableUI": False})
    options = {
        "protocol": "ctap2",
        "ctap2Version": "ctap2_1",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    added = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session, added["authenticatorId"]
