"""T31 H08: what a stranger sends, or leaves unsent, before a request is whole is bounded. Over real sockets."""

import logging
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from fcntl import ioctl
from functools import partial
from pathlib import Path
from termios import TIOCOUTQ
from typing import Any

import pytest
from pytest_django import Settings

from idp.server import requests
from idp.server.requests import LARGEST_HEAD, MOST_AHEAD, MOST_FIELDS, ON_THE_WAY
from tests.support.server import Server
from tests.support.waiting import until

PATIENCE_SECONDS = 10
# What the system's own buffers may hold of what the server has not taken.
MOST_TAKEN = 16_000_000
ENDLESS = 64_000_000
PIECE = 256_000
IN_NO_TIME = 10**12
ASKS = b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n"
POSTS = b"POST /sign-in/ HTTP/1.1\r\nHost: localhost\r\n"
CHUNKED = POSTS + b"Transfer-Encoding: chunked\r\n\r\n"
OPENS = (
    b"GET /live/approval/ HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
)


def opened(server: Server, *, address: str = "127.0.0.1") -> socket.socket:
    return socket.create_connection(
        ("127.0.0.1", server.port), timeout=PATIENCE_SECONDS, source_address=(address, 0)
    )


def said(connection: socket.socket) -> bytes:
    """All that comes until the server closes; a reset is a way to close."""
    received = b""
    with suppress(ConnectionError):
        while more := connection.recv(65536):
            received += more
    return received


def status(connection: socket.socket) -> int:
    return int(said(connection).split(b" ", 2)[1])


def asked(server: Server, *, address: str = "127.0.0.1") -> int:
    with opened(server, address=address) as connection:
        connection.sendall(ASKS + b"Connection: close\r\n\r\n")
        return status(connection)


def reset(connection: socket.socket) -> None:
    """Close it so that the other side is told of an end, and finds no address any more."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


@contextmanager
def held(server: Server) -> Iterator[None]:
    """The server's loop does nothing for so long: what is sent meanwhile is all there when it looks."""
    goes_on = threading.Event()
    with opened(server):
        until(lambda: server.uvicorn.server_state.connections)
        [connection] = server.uvicorn.server_state.connections
        connection.loop.call_soon_threadsafe(goes_on.wait, PATIENCE_SECONDS)
        try:
            yield
        finally:
            goes_on.set()


def _has_gone_on(server: Server, answered: int) -> bool:
    return server.uvicorn.server_state.total_requests > answered or is_free(server)


def is_free(server: Server) -> bool:
    return not server.uvicorn.server_state.connections


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HEAD_SECONDS", "READ_SECONDS", "HEARD_OUT_SECONDS"):
        monkeypatch.setattr(requests, name, 0.2)
    monkeypatch.setattr(requests, "LEAST_PACE", IN_NO_TIME)


@pytest.mark.parametrize(
    ("begun", "endless"),
    [
        (b"GET /", b"a"),
        (b"GET /?", b"a"),
        (ASKS + b"A: ", b"a"),
        (ASKS, b"a"),
        (ASKS, b"a: b\r\n"),
        (b"", b"\r\n"),
        (ASKS + b"\r\n", b"\r\n"),
        (CHUNKED + b"1;", b"a"),
        (CHUNKED + b"0\r\nA: ", b"a"),
        (CHUNKED + b"0\r\n", b"a: b\r\n"),
        (CHUNKED, b"1\r\na\r\n"),
        (b"POST /health/live HTTP/1.1\r\nHost: localhost\r\nContent-Length: 300000000\r\n\r\n", b"a"),
        (OPENS + b"A: ", b"a"),
        (OPENS + b"Content-Length: 300000000\r\n\r\n", b"a"),
        (ASKS + b"\r\n", ASKS + b"\r\n"),
    ],
    ids=[
        "path", "query", "value", "name", "fields", "blank lines", "blank lines after a request", "chunk extension",
        "trailer", "trailers", "small chunks", "body nobody asked for", "handshake", "body of a handshake",
        "requests ahead of their answers",
    ],
)  # fmt: skip
def test_t31_what_never_ends_is_cut_and_is_not_taken_in(server: Server, begun: bytes, endless: bytes) -> None:
    taken = 0
    piece = endless * (PIECE // len(endless))
    with opened(server) as stranger, suppress(ConnectionError):
        stranger.sendall(begun)
        while taken < ENDLESS:
            stranger.sendall(piece)
            taken += len(piece)

    assert taken < MOST_TAKEN
    until(lambda: is_free(server))
    assert asked(server) == 200


@pytest.mark.parametrize(
    "head",
    [
        ASKS + b"A: " + b"a" * LARGEST_HEAD,
        ASKS + b"a: b\r\n" * 200_000,
        ASKS + b"a: b\r\n" * MOST_FIELDS + b"\r\n",
        ASKS + b"A: " + b"a" * LARGEST_HEAD + b"\r\n\r\n",
        b"GET /" + b"a" * LARGEST_HEAD + b" HTTP/1.1\r\n",
    ],
    ids=["unfinished", "200 000 fields", "101 fields", "whole", "first line"],
)
def test_t31_whoever_sends_too_much_of_a_header_hears_so(server: Server, head: bytes) -> None:
    with opened(server) as stranger:
        with suppress(ConnectionError):
            stranger.sendall(head)
        heard = status(stranger)

    assert heard == 431
    until(lambda: is_free(server))


def test_a_header_as_large_as_may_be_is_read_however_it_comes(server: Server) -> None:
    large = ASKS + b"A: " + b"a" * (LARGEST_HEAD - 1000) + b"\r\n" + b"b: c\r\n" * (MOST_FIELDS - 3)
    with opened(server) as whole, opened(server) as in_pieces:
        whole.sendall(large + b"Connection: close\r\n\r\n")
        for start in range(0, len(large), 1000):
            in_pieces.sendall(large[start : start + 1000])
        in_pieces.sendall(b"Connection: close\r\n\r\n")

        assert (status(whole), status(in_pieces)) == (200, 200)


@pytest.mark.parametrize(
    ("sent", "heard"),
    [
        (b"", b""),
        (b"\r\n\r\n", b""),
        (b"GET /health", b"HTTP/1.1 408"),
        (ASKS + b"A: b", b"HTTP/1.1 408"),
        (OPENS + b"A: b", b"HTTP/1.1 408"),
        (OPENS + b"Content-Length: 5\r\n\r\n", b"HTTP/1.1 400"),
    ],
    ids=["silent", "blank lines", "first line", "header", "handshake", "handshake with a body"],
)
def test_t31_who_does_not_finish_a_header_is_cut(
    server: Server, quick: None, sent: bytes, heard: bytes
) -> None:
    with opened(server) as stranger:
        stranger.sendall(sent)

        assert said(stranger)[:12] == heard


def test_t31_a_header_that_comes_drop_by_drop_does_not_gain_time(server: Server, quick: None) -> None:
    with opened(server) as stranger, suppress(ConnectionError):
        stranger.sendall(ASKS)
        stranger.settimeout(0.05)
        for _ in range(200):
            stranger.sendall(b"a")
            with suppress(TimeoutError):
                heard = stranger.recv(12)
                break

    assert heard == b"HTTP/1.1 408"


def test_t31_blank_lines_do_not_keep_a_connection_open(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server.uvicorn.config, "timeout_keep_alive", 0.2)
    with opened(server) as stranger:
        stranger.sendall(ASKS + b"\r\n")
        assert stranger.recv(65536).startswith(b"HTTP/1.1 200")
        stranger.settimeout(0.05)
        heard = None
        for _ in range(200):
            stranger.sendall(b"\r\n")
            with suppress(TimeoutError):
                heard = stranger.recv(1)
                break

    assert heard == b""


def test_t31_who_takes_nothing_of_an_answer_is_cut(server: Server, quick: None) -> None:
    style = b"GET /static/accounts/components.css HTTP/1.1\r\nHost: localhost\r\n\r\n"
    state = server.uvicorn.server_state
    with socket.socket() as stranger:
        stranger.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        stranger.connect(("127.0.0.1", server.port))
        with suppress(ConnectionError):
            stranger.sendall(style)
            until(lambda: state.connections)
            # One after the other, until the system's buffers are full of what nobody takes.
            while not is_free(server):
                answered = state.total_requests
                stranger.sendall(style)
                until(partial(_has_gone_on, server, answered))

        assert is_free(server)


LARGE = b"GET /static/admin/js/vendor/jquery/jquery.js HTTP/1.1\r\nHost: localhost\r\n\r\n"


class Reader(socket.socket):
    """Somebody who asks for a file again and again, and takes of it only what a test takes."""

    def __init__(self, server: Server) -> None:
        super().__init__()
        self.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.settimeout(PATIENCE_SECONDS)
        self.state = server.uvicorn.server_state
        others = set(self.state.connections)
        self.connect(("127.0.0.1", server.port))
        until(lambda: len(self.state.connections) > len(others))
        self.at_server: Any = next(iter(set(self.state.connections) - others))

    def ask_until_the_server_waits(self) -> None:
        """So often that no more can be sent; or until it is cut."""
        while not self.at_server.flow.write_paused and not self.at_server.transport.is_closing():
            answered = self.state.total_requests
            self.sendall(LARGE)
            until(partial(self._has_gone_on, answered))

    def take_until_the_server_waits_no_more(self) -> None:
        while self.at_server.flow.write_paused and self.recv(1024):
            pass

    def _has_gone_on(self, answered: int) -> bool:
        is_held = self.at_server.flow.write_paused or self.at_server.transport.is_closing()
        return is_held or self.state.total_requests > answered


def slow_reader(server: Server) -> Reader:
    reader = Reader(server)
    reader.ask_until_the_server_waits()
    return reader


def test_t31_a_slow_reader_of_a_file_holds_no_thread_and_no_file(
    server: Server, collected_static: Path
) -> None:
    assert asked(server) == 200
    threads = threading.active_count()

    with ExitStack() as stack:
        for _ in range(5):
            stack.enter_context(slow_reader(server))

        assert threading.active_count() <= threads
        assert [file for file in opened_files() if file.is_relative_to(collected_static)] == []
        assert asked(server) == 200


def test_t31_of_what_nobody_takes_the_system_holds_so_much(server: Server) -> None:
    with slow_reader(server) as reader:
        at_server = reader.at_server.transport.get_extra_info("socket")
        held_for_reader = int.from_bytes(ioctl(at_server.fileno(), TIOCOUTQ, bytes(4)), "little")

        assert 0 < held_for_reader <= 2 * ON_THE_WAY


def opened_files() -> Iterator[Path]:
    for file in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):
            yield file.readlink()


def take_in_turns(reader: Reader, *, seconds: float) -> None:
    """Take, ask and take again, as if the server had waited so long each time."""
    for _ in range(10):
        reader.at_server.paused_at -= seconds
        reader.take_until_the_server_waits_no_more()
        reader.ask_until_the_server_waits()


def test_t31_who_takes_answers_too_slowly_is_cut(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requests, "LEAST_PACE", IN_NO_TIME)

    with slow_reader(server) as reader:
        with suppress(ConnectionError):
            take_in_turns(reader, seconds=8)

        until(reader.at_server.transport.is_closing)


def test_t31_who_keeps_the_least_pace_is_waited_for_as_long_as_it_takes(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(requests, "LEAST_PACE", 4096)

    with slow_reader(server) as reader:
        take_in_turns(reader, seconds=8)

        assert not reader.at_server.transport.is_closing()


def test_t31_a_file_is_sent_whole_to_whoever_asks_for_a_part(server: Server) -> None:
    with opened(server) as whole, opened(server) as part:
        whole.sendall(LARGE.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        part.sendall(LARGE.replace(b"\r\n\r\n", b"\r\nConnection: close\r\nRange: bytes=5-9\r\n\r\n"))

        assert said(whole).partition(b"\r\n\r\n")[2] == said(part).partition(b"\r\n\r\n")[2] != b""


@pytest.mark.parametrize(
    "unneeded", [b"rest_framework/css/bootstrap.min.css.map", b"django_otp/css/login.css"]
)
def test_t31_what_none_of_our_pages_shows_is_not_there(server: Server, unneeded: bytes) -> None:
    with opened(server) as stranger:
        stranger.sendall(
            b"GET /static/%s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n" % unneeded
        )

        assert status(stranger) == 404


@pytest.fixture
def five_silent(server: Server, settings: Settings) -> Iterator[list[socket.socket]]:
    """As many silent connections from one network as it may have."""
    settings.MOST_CONNECTIONS_OF_A_NETWORK = 5
    with ExitStack() as stack:
        yield [stack.enter_context(opened(server, address="127.0.0.2")) for _ in range(5)]


def test_t31_a_network_has_so_many_connections_and_no_more(
    server: Server, five_silent: list[socket.socket]
) -> None:
    assert asked(server, address="127.0.0.2") == 503
    assert asked(server, address="127.0.0.3") == 200

    five_silent[0].close()

    until(lambda: asked(server, address="127.0.0.2") == 200)


def test_t31_a_connection_reset_before_it_is_looked_at_leaves_nothing_behind(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    with held(server):
        for _ in range(20):
            reset(opened(server))

    until(lambda: is_free(server))
    assert asked(server) == 200
    assert not server.gate.inside
    assert caplog.text == ""


def test_t31_a_connection_that_cannot_be_let_in_is_closed(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> bool:
        raise ValueError("of ours")

    monkeypatch.setattr(server.gate, "enter", fails)
    with opened(server) as stranger:
        assert said(stranger) == b""

    until(lambda: is_free(server))


def test_t31_our_own_proxy_carries_everybodys(
    server: Server, settings: Settings, five_silent: list[socket.socket]
) -> None:
    settings.TRUSTED_PROXIES = ["127.0.0.2/32"]

    assert asked(server, address="127.0.0.2") == 200


def test_t31_all_networks_together_have_so_many_connections(
    server: Server, five_silent: list[socket.socket]
) -> None:
    server.gate.most = 5

    assert asked(server, address="127.0.0.3") == 503

    five_silent[0].close()

    until(lambda: asked(server, address="127.0.0.3") == 200)


def test_t31_an_open_socket_counts_in_its_network_until_it_ends(server: Server, settings: Settings) -> None:
    settings.MOST_CONNECTIONS_OF_A_NETWORK = 1
    phone = OPENS.replace(b"/live/approval/", b"/live/phone/") + b"\r\n"
    with opened(server, address="127.0.0.2") as waiting:
        waiting.sendall(phone)
        assert waiting.recv(12) == b"HTTP/1.1 101"

        assert asked(server, address="127.0.0.2") == 503

    until(lambda: asked(server, address="127.0.0.2") == 200)


@pytest.mark.parametrize("unreadable", [b"A: " + b"a" * 9000 + b"\r\n", b"Content-Length: 5\r\n"])
def test_t31_a_greeting_that_cannot_be_read_leaves_nothing_behind(
    server: Server, unreadable: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    with opened(server) as stranger:
        stranger.sendall(OPENS + unreadable + b"\r\n")

        assert status(stranger) == 400

    until(lambda: is_free(server))
    assert not server.gate.inside
    assert "Traceback" not in caplog.text


def test_a_field_after_a_body_is_no_field_of_the_header(server: Server) -> None:  # T25
    with opened(server) as stranger:
        closing = CHUNKED.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
        stranger.sendall(closing + b"1\r\na\r\n0\r\nHost: evil.example\r\n\r\n")

        # Refused as any form without its csrf value: its Host is ours.
        assert status(stranger) == 403


def test_requests_sent_ahead_are_answered_in_their_order(server: Server) -> None:
    with opened(server) as client:
        client.sendall((ASKS + b"\r\n") * 3 + ASKS + b"Connection: close\r\n\r\n")

        assert said(client).count(b"HTTP/1.1 200") == 4
    assert MOST_AHEAD > 4


def test_t31_whoever_sends_too_many_requests_ahead_is_cut(server: Server) -> None:
    with opened(server) as stranger:
        stranger.sendall((ASKS + b"\r\n") * (MOST_AHEAD + 1) + ASKS + b"Connection: close\r\n\r\n")

        assert said(stranger).count(b"HTTP/1.1 200") < MOST_AHEAD + 2
    until(lambda: is_free(server))


def test_t31_what_strangers_send_writes_no_line_of_the_log_each(
    server: Server, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    settings.MOST_CONNECTIONS_OF_A_NETWORK = 0
    for _ in range(3):
        assert asked(server) == 503
    settings.MOST_CONNECTIONS_OF_A_NETWORK = 5
    for unreadable in (b"\x00", b"GET / HTTP/1.1\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n"):
        with opened(server) as stranger:
            stranger.sendall(unreadable)
            assert stranger.recv(12).startswith(b"HTTP/1.1 400")

    assert [line.name for line in caplog.records if line.name.startswith("uvicorn")] == []
    assert [line.name for line in caplog.records].count("handslag.connections") == 1
