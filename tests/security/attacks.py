"""What strangers do to a server before a request is whole, and instead of reading what they asked for (T30, T31).

Each goes on until it is ended. No Django here.
"""

from __future__ import annotations

import contextlib
import socket
import struct
import time
from collections.abc import Iterator

PAUSE_SECONDS = 0.02
PIECE = 65_536
BEGUN = b"GET / HTTP/1.1\r\nHost: localhost\r\n"
# Each of these addresses is a network of its own.
NETWORKS = [f"127.9.0.{number}" for number in range(1, 9)]
CONNECTIONS_OF_EACH = 200
READERS_OF_EACH = 20
# No more than a server waits for: whoever asks for more ahead of the answers is cut before there is anything to read.
ASKED_AT_ONCE = 2
ASKED_AHEAD = 20
CROWD = 32


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


def unread(port: int, path: str) -> Iterator[None]:
    """Many who ask for this again and again, and read nothing of it; who is cut comes again."""
    yield from _deaf(port, _whole(path) * ASKED_AT_ONCE)


def ahead(port: int, path: str) -> Iterator[None]:
    """Many who send one request after the other and wait for no answer; who is cut comes again."""
    yield from _deaf(port, _whole(path) * ASKED_AHEAD)


def _deaf(port: int, asked: bytes) -> Iterator[None]:
    deaf: list[tuple[str, socket.socket]] = []
    for address in NETWORKS * READERS_OF_EACH:
        deaf.append((address, _waiting(port, address, asked)))
    while True:
        for number, (address, stranger) in enumerate(deaf):
            if not _takes(stranger, asked):
                stranger.close()
                deaf[number] = (address, _waiting(port, address, asked))
            time.sleep(1 / len(deaf))
        yield


def resetting(port: int, path: str) -> Iterator[None]:
    """Asks for this and resets the connection, from many networks in turn."""
    while True:
        for address in NETWORKS:
            with opened(port, address=address) as stranger:
                stranger.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                stranger.sendall(_whole(path))
            time.sleep(PAUSE_SECONDS / 4)
        yield


def crowding(port: int, path: str) -> Iterator[None]:
    """One network that asks for a page on many connections at once, each anew as soon as it is answered or cut."""
    asked = _whole(path)
    crowd = [_waiting(port, NETWORKS[0], asked) for _ in range(CROWD)]
    while True:
        for number, stranger in enumerate(crowd):
            if _is_cut(stranger, b""):
                stranger.close()
                crowd[number] = _waiting(port, NETWORKS[0], asked)
        time.sleep(PAUSE_SECONDS)
        yield


def opened(port: int, *, address: str = "127.0.0.1") -> socket.socket:
    """A connection from this address of the machine."""
    return socket.create_connection(("127.0.0.1", port), timeout=60, source_address=(address, 0))


def _whole(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()


def _takes(stranger: socket.socket, more: bytes) -> bool:
    try:
        stranger.send(more)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return True


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
