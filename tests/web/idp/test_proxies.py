"""H02, T25: Handslag behind a real proxy, set up by the file of deploy/ that operators are given."""

from __future__ import annotations

import json
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from email.message import Message
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from pytest_django import Settings
from websockets.sync.client import connect
from websockets.typing import Origin

from accounts.audit.models import AuditEvent
from accounts.users.models import User
from idp.serving.health import LIVE, Health
from tests.support.people import PASSWORD
from tests.support.phones import SigningPhone
from tests.support.proxies import (
    NAME,
    PATIENCE_SECONDS,
    PROXIES,
    REQUESTS_OF_AN_ADDRESS,
    Place,
    connected,
    running,
    trusted,
)
from tests.support.server import Server
from tests.support.waiting import until

# The proxy is 127.0.0.1 to Handslag, and the browser another address of this machine.
BROWSER = "127.0.0.2"
ADDRESS = f"https://{NAME}"
FORGED = {
    "X-Forwarded-For": "198.51.100.7, 127.0.0.1",
    "X_Forwarded_For": "198.51.100.7",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Proto": "http",
    "Forwarded": "for=198.51.100.7;host=evil.example",
    "X-Real-IP": "198.51.100.7",
}
pytestmark = pytest.mark.slow
BEGUN = f"GET / HTTP/1.1\r\nHost: {NAME}\r\n".encode()
# Apache gives up to twenty; a proxy may look only now and then.
LONGEST_HEADER_SECONDS = 40


@dataclass
class Answer:
    status: int
    headers: Message
    body: bytes


@dataclass
class Browser:
    """Asks through the proxy, as a browser that keeps its cookies; `forged` is what a stranger's adds."""

    place: Place
    forged: dict[str, str] = field(default_factory=dict)
    cookies: SimpleCookie = field(default_factory=SimpleCookie)

    @property
    def cookie(self) -> str:
        return "; ".join(f"{name}={morsel.value}" for name, morsel in self.cookies.items())

    def asks(self, path: str, body: bytes | None = None, *, host: str = NAME) -> Answer:
        connection = connected(self.place, address=BROWSER)
        own = {"Host": host, "Cookie": self.cookie, "Origin": ADDRESS, "Connection": "close"}
        kind = {} if body is None else {"Content-Type": "application/x-www-form-urlencoded"}
        connection.request("GET" if body is None else "POST", path, body, {**own, **kind, **self.forged})
        answer = connection.getresponse()
        for line in answer.headers.get_all("Set-Cookie", []):
            self.cookies.load(line)
        return Answer(answer.status, answer.headers, answer.read())

    def sends(self, path: str, **fields: str) -> Answer:
        """A form with the page's csrf value."""
        found = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', self.asks(path).body)
        assert found
        return self.asks(path, urlencode({**fields, "csrfmiddlewaretoken": found[1].decode()}).encode())


@pytest.fixture(params=PROXIES)
def place(
    request: pytest.FixtureRequest, server: Server, settings: Settings, tmp_path: Path
) -> Iterator[Place]:
    """Each proxy that is installed, with Handslag behind it."""
    settings.PUBLIC_URL = ADDRESS
    settings.ALLOWED_HOSTS = [NAME]
    settings.CSRF_TRUSTED_ORIGINS = [ADDRESS]
    settings.TRUSTED_PROXIES = ["127.0.0.1/32"]
    with running(request.param, tmp_path, handslag=server.port) as place:
        yield place


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of what the server was asked by now, but for a proxy's own look whether it lives."""
    paths: list[str] = []
    answer = Health.__call__

    async def note(self: Health, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["path"] != LIVE:
            paths.append(scope["path"])
        await answer(self, scope, receive, send)

    monkeypatch.setattr(Health, "__call__", note)
    return paths


def test_the_first_page_and_its_files_come_through(place: Place) -> None:
    browser = Browser(place)

    page = browser.asks("/sign-in/")
    [style, *_] = re.findall(rb'href="(/static/[^"]+\.css)"', page.body)

    assert (page.status, b'name="username"' in page.body) == (200, True)
    assert "Content-Security-Policy" in page.headers
    assert browser.asks(style.decode()).headers["Content-Type"].startswith("text/css")


def test_a_phone_sign_in_is_told_through_the_socket(place: Place, ann: User, phone: SigningPhone) -> None:
    browser = Browser(place)
    browser.sends("/sign-in/", username=ann.username)
    number = re.search(rb"data-number[^>]*>\s*(\d+)", browser.asks("/sign-in/phone/").body)

    with connect(
        f"wss://{NAME}/live/approval/",
        sock=socket.create_connection(("127.0.0.1", place.port), timeout=PATIENCE_SECONDS),
        ssl=trusted(place),
        origin=Origin(ADDRESS),
        additional_headers={"Cookie": browser.cookie},
    ) as waiting:
        first = json.loads(waiting.recv(PATIENCE_SECONDS))
        assert number
        phone.approve(phone.requests()[0], number=number[1].decode())
        second = json.loads(waiting.recv(PATIENCE_SECONDS))

    assert (first["state"], second["state"]) == ("waiting", "approved")


@pytest.mark.parametrize("forged", [{}, FORGED], ids=["honest", "forged"])
def test_the_browsers_own_address_arrives_whatever_it_says(
    place: Place, ann: User, forged: dict[str, str]
) -> None:
    # T25
    browser = Browser(place, forged)
    browser.sends("/sign-in/", username=ann.username)

    browser.sends("/sign-in/password/", password=PASSWORD)

    assert AuditEvent.objects.get(tag="user:sign_in:succeeded").details["address"] == BROWSER


@pytest.mark.parametrize("host", ["evil.example", f"evil.{NAME}", "127.0.0.1", ""])
def test_a_page_asked_for_by_another_name_is_not_given(place: Place, host: str) -> None:
    # T25
    try:
        answer = Browser(place).asks("/sign-in/", host=host)
    except ConnectionError:  # closed without a word
        return

    assert b"username" not in answer.body
    assert b"evil" not in answer.body


@pytest.mark.parametrize("size", [300_000, 1_500_000], ids=["ours to refuse", "the proxy's"])
def test_what_is_too_large_is_refused(place: Place, size: int) -> None:  # H08
    try:
        answer = Browser(place).asks("/sign-in/", b"a" * size)
    except (ConnectionError, ssl.SSLEOFError):  # cut while it was being sent
        return

    # Refused before all of it is there: Caddy sometimes finds the connection closed before it has read why.
    assert answer.status in {413, 502}


def test_plain_http_leads_to_https(place: Place) -> None:
    with socket.create_connection(("127.0.0.1", place.plain_port), timeout=PATIENCE_SECONDS) as connection:
        connection.sendall(
            f"GET /sign-in/?a=b HTTP/1.1\r\nHost: {NAME}\r\nConnection: close\r\n\r\n".encode()
        )
        head = connection.recv(4096).decode()

    assert re.search(rf"^location: {ADDRESS}(:\d+)?/sign-in/\?a=b\r$", head, re.IGNORECASE | re.MULTILINE)


def test_one_time_links_are_not_written_down(place: Place) -> None:  # I10
    Browser(place).asks("/sign-in/one-time/s3cr3t/")
    Browser(place, {"Referer": f"{ADDRESS}/sign-in/one-time/s3cr3t/"}).asks("/sign-in/")

    logs = [path.read_text() for path in (*place.folder.glob("*.log"), place.folder / "said")]
    assert [log for log in logs if "s3cr3t" in log] == []


@pytest.mark.parametrize(
    ("begun", "endless"),
    [(b"GET /", b"a"), (BEGUN + b"A: ", b"a"), (BEGUN, b"a: b\r\n")],
    ids=["first line", "field", "fields"],
)
def test_t31_a_header_that_is_too_much_is_refused_and_reaches_no_page(
    place: Place, asked: list[str], begun: bytes, endless: bytes
) -> None:
    with connected(place, address=BROWSER).sock as stranger:
        with suppress(OSError):
            stranger.sendall(begun + endless * (1_000_000 // len(endless)))
        first = stranger.recv(4096).partition(b"\r\n")[0]

    Browser(place).asks("/sign-in/")

    assert re.match(rb"HTTP/1.1 4(00|14|31)", first), first
    assert asked == ["/sign-in/"]


@pytest.mark.parametrize("sent", [b"", b"GET / HTTP/1.1\r\nHo"], ids=["silent", "half-sent"])
def test_t31_who_finishes_no_header_is_cut(place: Place, sent: bytes) -> None:
    with connected(place, address=BROWSER).sock as stranger:
        stranger.settimeout(LONGEST_HEADER_SECONDS)
        stranger.sendall(sent)
        with suppress(ConnectionError, ssl.SSLError):
            while stranger.recv(4096):
                pass


def test_t31_each_address_has_so_many_requests_at_a_time(place: Place) -> None:
    if not (place.folder / "nginx.conf").exists():
        pytest.skip("Apache and Caddy do not count them: docs/operate.md says so")
    half = f"POST /sign-in/ HTTP/1.1\r\nHost: {NAME}\r\nContent-Length: 100\r\n\r\n".encode()
    with ExitStack() as stack:
        for _ in range(REQUESTS_OF_AN_ADDRESS):
            stack.enter_context(connected(place, address=BROWSER).sock).sendall(half)
        until(lambda: Browser(place).asks("/sign-in/").status == 503)

    until(lambda: Browser(place).asks("/sign-in/").status == 200)
