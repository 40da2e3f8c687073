"""H09: a server that stops answers whoever it has let in, and lets nobody begin what would go on."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from idp.server import requests
from tests.support.server import Server
from tests.support.waiting import until

LIVE = b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"
SOCKET = (
    b"GET /live/approval/ HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)


@pytest.fixture
def just_come(server: Server) -> Iterator[socket.socket]:
    """A connection that was let in and has asked nothing."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        until(lambda: len(server.gate.inside) == 1)
        yield connection


def stop(server: Server) -> None:
    """Have it stop, as a signal does; returns once nobody is let in any more."""
    server.uvicorn.should_exit = True
    until(lambda: not lets_in(server))


def lets_in(server: Server) -> bool:
    try:
        socket.create_connection(("127.0.0.1", server.port), timeout=5).close()
    except OSError:
        return False
    return True


def all_that_is_said(connection: socket.socket) -> bytes:
    said = b""
    while more := connection.recv(4096):
        said += more
    return said


def test_h09_whoever_was_let_in_just_before_is_answered_once(
    server: Server, just_come: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(requests, "JUST_COME_SECONDS", 30.0)
    stop(server)

    just_come.sendall(LIVE)
    said = all_that_is_said(just_come)

    assert said.startswith(b"HTTP/1.1 200")
    assert b"connection: close" in said.lower()


def test_h09_whoever_says_nothing_is_waited_for_a_moment(
    server: Server, just_come: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(requests, "JUST_COME_SECONDS", 0.05)
    stop(server)

    assert all_that_is_said(just_come) == b""


def test_h09_no_socket_is_opened_any_more(
    server: Server, just_come: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(requests, "JUST_COME_SECONDS", 30.0)
    stop(server)

    just_come.sendall(SOCKET)

    assert all_that_is_said(just_come).startswith(b"HTTP/1.1 503")
