"""What strangers do to a server before a request is whole (T31): each goes on until it is ended. No Django here."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Iterator

PAUSE_SECONDS = 0.02
PIECE = b"a" * 65_536


def endless_headers(port: int) -> Iterator[None]:
    """One header whose value never ends; whoever is cut begins anew."""
    while True:
        with opened(port) as stranger, contextlib.suppress(OSError):
            stranger.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nA: ")
            while True:
                stranger.sendall(PIECE)
                yield
        time.sleep(PAUSE_SECONDS)
        yield


def opened(port: int, *, address: str = "127.0.0.1") -> socket.socket:
    """A connection from this address of the machine."""
    return socket.create_connection(("127.0.0.1", port), timeout=60, source_address=(address, 0))
