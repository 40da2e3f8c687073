"""H09: several servers behind a proxy: one that is away is passed over, and no stranger takes them from others."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from pytest_django import Settings

from idp.doctor.found import State
from idp.doctor.outside import reached, sockets
from idp.doctor.outside.calling import Door
from tests.support.proxies import NAME, Place, connected, running
from tests.support.server import Server
from tests.support.services import free_port

pytestmark = pytest.mark.slow
# How an operator names a second server: in each file, where its comment says so.
MEMBER = '    BalancerMember "http://127.0.0.1:{one}" ttl=4 retry=5 upgrade=websocket\n'
NAMED = {
    "nginx": (
        "    server 127.0.0.1:{one} max_fails=0;\n",
        "    server 127.0.0.1:{other} max_fails=0;\n    server 127.0.0.1:{one} max_fails=0;\n",
    ),
    "apache2": (MEMBER, MEMBER.replace("{one}", "{other}") + MEMBER),
    "caddy": ("{{$HANDSLAG_SERVERS:127.0.0.1:{one}}}", "127.0.0.1:{other} 127.0.0.1:{one}"),
}
STRANGER = "127.0.0.2"
# More than Handslag takes, and announced; more than a proxy takes, and not.
TOO_LARGE: list[bytes | list[bytes]] = [b"a" * 300_000, [b"a" * 50_000] * 30]
TRIES = 6


class BreaksOff(BaseHTTPRequestHandler):
    """What a proxy makes of a refused body where it loses the race for why: the connection ends without an answer."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_POST(self) -> None:
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def two_servers(
    program: str, folder: Path, settings: Settings, *, one: int, other: int
) -> Iterator[tuple[Place, Door]]:
    """The proxy before these two ports, and the door that people come in by."""
    settings.PUBLIC_URL, settings.ALLOWED_HOSTS = f"https://{NAME}", [NAME]
    settings.TRUSTED_PROXIES = ["127.0.0.1/32"]
    written, both = (text.format(one=one, other=other) for text in NAMED[program])
    with running(program, folder, handslag=one, doctored={written: both}) as place:
        yield place, Door(settings.PUBLIC_URL, at=("127.0.0.1", place.port))


@pytest.mark.parametrize("program", NAMED)
def test_a_server_that_is_away_is_passed_over(
    program: str, server: Server, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with two_servers(program, tmp_path, settings, one=server.port, other=free_port()) as (place, door):
        monkeypatch.setenv("SSL_CERT_FILE", str(place.certificate[0]))
        pages = [reached.page(door) for _ in range(10)]
        held = [sockets.stays_open(door, seconds=0.1) for _ in range(4)]

    assert [one for one in (*pages, *held) if one.state is not State.OK] == []


@pytest.mark.parametrize("program", NAMED)
def test_h09_t30_what_a_stranger_is_refused_takes_no_server_from_others(
    program: str, server: Server, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = []

    with two_servers(program, tmp_path, settings, one=server.port, other=server.port) as (place, door):
        monkeypatch.setenv("SSL_CERT_FILE", str(place.certificate[0]))
        for body in TOO_LARGE * TRIES:
            assert sends(place, body) in {413, 502, None}
            pages.append(reached.page(door))

    assert [one for one in pages if one.state is not State.OK] == []


@pytest.mark.parametrize("program", NAMED)
def test_h09_t30_a_call_that_a_server_breaks_off_takes_it_from_nobody_else(
    program: str, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages, refused = [], []

    with (
        breaking_off() as port,
        two_servers(program, tmp_path, settings, one=port, other=port) as (place, door),
    ):
        monkeypatch.setenv("SSL_CERT_FILE", str(place.certificate[0]))
        for _ in range(TRIES):
            refused.append(sends(place, b"a"))
            pages.append(door.ask("/").status)

    assert (set(refused), set(pages)) == ({502}, {200})


@contextmanager
def breaking_off() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), BreaksOff) as stand_in:
        Thread(target=stand_in.serve_forever, daemon=True).start()
        yield stand_in.server_address[1]
        stand_in.shutdown()


def sends(place: Place, body: bytes | list[bytes]) -> int | None:
    """Send this body as far as it is taken; what it was answered, None where it was cut off before."""
    with closing(connected(place, address=STRANGER)) as connection:
        try:
            connection.request("POST", "/sign-in/", body, {"Host": NAME})
            return connection.getresponse().status
        except (ConnectionError, ssl.SSLError):
            return None
