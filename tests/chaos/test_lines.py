"""Lines carry what they are given, and break as they are told."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, suppress

import pytest

from tests.chaos.lines import Exchange, Line, exchange

PATIENCE_SECONDS = 10


@pytest.fixture
def wires() -> Iterator[Exchange]:
    with exchange() as made:
        yield made


@pytest.fixture
def echo() -> Iterator[int]:
    """A port whose server says again what it hears; b"?" is answered with the address that asked."""
    listener = socket.create_server(("127.0.0.1", 0))

    def answer(taken: socket.socket, address: str) -> None:
        with taken, suppress(OSError):
            while heard := taken.recv(100):
                taken.sendall(address.encode() if heard == b"?" else heard)

    def serve() -> None:
        with suppress(OSError):
            while True:
                taken, (address, _port) = listener.accept()
                threading.Thread(target=answer, args=(taken, address), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    with closing(listener):
        yield listener.getsockname()[1]


def by(line: Line, *, address: str = "127.0.0.1") -> socket.socket:
    return socket.create_connection(
        ("127.0.0.1", line.port), timeout=PATIENCE_SECONDS, source_address=(address, 0)
    )


def said(connection: socket.socket, text: bytes) -> bytes:
    """What is heard; nothing where the connection is no more."""
    try:
        connection.sendall(text)
        return connection.recv(100)
    except ConnectionError:
        return b""


def test_a_line_carries_both_ways_from_the_address_that_came(wires: Exchange, echo: int) -> None:
    with by(wires.line(to=echo), address="127.9.8.7") as connection:
        assert said(connection, b"hello") == b"hello"
        assert said(connection, b"?") == b"127.9.8.7"


def test_one_that_is_cut_takes_a_new_connection_and_one_that_is_down_none(wires: Exchange, echo: int) -> None:
    line = wires.line(to=echo)
    with by(line) as before:
        assert said(before, b"hello") == b"hello"

        line.cut()
        assert said(before, b"hello") == b""

    with by(line) as after:
        assert said(after, b"hello") == b"hello"
    line.go_down()
    with by(line) as refused:
        assert said(refused, b"hello") == b""
    line.come_up()
    with by(line) as again:
        assert said(again, b"hello") == b"hello"


def test_one_that_is_frozen_loses_nothing(wires: Exchange, echo: int) -> None:
    line = wires.line(to=echo)
    with by(line) as connection:
        line.freeze()
        connection.sendall(b"hello")
        connection.settimeout(0.2)
        with pytest.raises(TimeoutError):
            connection.recv(100)
        connection.settimeout(PATIENCE_SECONDS)
        line.thaw()

        assert connection.recv(100) == b"hello"


def test_one_that_leads_elsewhere_is_another_way_at_the_same_port(wires: Exchange, echo: int) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        line = wires.line(to=echo)
        with by(line) as connection:
            assert said(connection, b"hello") == b"hello"
            line.lead(other.getsockname()[1])
            assert said(connection, b"hello") == b""

        with by(line), closing(other.accept()[0]):
            pass
