"""What strangers do to a server before a request is whole (T31): each goes on until it is ended. No Django here."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Iterator

PAUSE_SECONDS = 0.02
PIECE = 65_536
BEGUN = b"GET / HTTP/1.1\r\nHost: localhost\r\n"
# Each of these addresses is a network of its own.
NETWORKS = [f"127.9.0.{number}" for number in range(1, 9)]
CONNECTIONS_OF_EACH = 200


def endless(port: int, begun: bytes, more: bytes) -> Iterator[None]:
    """What never ends, as fast as it is taken; whoever is cut begins anew."""
    piece = more * (PIECE // len(more))
    while True:
        with opened(port) as stranger, contextlib.suppress(OSError):
            stranger.sendall(begun)
            while True:
                stranger.sendall(piece)
                yield
        time.sleep(PAUSE_SECONDS)
        yield


def waiting(port: int, begun: bytes, more: bytes) -> Iterator[None]:
    """Many connections that say no more than this, or a little more each second; who is closed comes again."""
    open_ones: list[tuple[str, socket.socket]] = []
    for address in NETWORKS * CONNECTIONS_OF_EACH:
        open_ones.append((address, _waiting(port, address, begun)))
    while True:
        for number, (address, stranger) in enumerate(open_ones):
            if _is_cut(stranger, more):
                stranger.close()
                open_ones[number] = (address, _waiting(port, address, begun))
            time.sleep(1 / len(open_ones))
        yield


def knocking(port: int) -> Iterator[None]:
    """One network that opens more connections than it may have, again and again."""
    kept: list[socket.socket] = []
    while True:
        kept.append(_waiting(port, NETWORKS[0], b""))
        if len(kept) > 1000:
            kept.pop(0).close()
        time.sleep(PAUSE_SECONDS / 4)
        yield


def opened(port: int, *, address: str = "127.0.0.1") -> socket.socket:
    """A connection from this address of the machine."""
    return socket.create_connection(("127.0.0.1", port), timeout=60, source_address=(address, 0))


def _waiting(port: int, address: str, begun: bytes) -> socket.socket:
    stranger = opened(port, address=address)
    with contextlib.suppress(OSError):
        stranger.sendall(begun)
    stranger.setblocking(False)
    return stranger


def _is_cut(stranger: socket.socket, more: bytes) -> bool:
    try:
        if more:
            stranger.send(more)
        stranger.recv(4096)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True  # told, or closed without a word
