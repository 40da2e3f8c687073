"""What strangers do to a server with sockets (T32): each goes on until it is ended. No Django here."""

from __future__ import annotations

import contextlib
import itertools
import socket
import time
from collections.abc import Iterator

from tests.security.by_hand import PHONE, PING, frame, opening

PAUSE_SECONDS = 0.02
NETWORK = "127.9.0.1"
# More than it is let have: those that say nothing stay for five seconds.
KEPT = 300


def sockets_without_end(port: int) -> Iterator[None]:
    """Opens one socket after the other, most of them silent, and keeps them; some ping without reading."""
    kept: list[socket.socket] = []
    for number in itertools.count():
        with contextlib.suppress(OSError):
            raw = socket.create_connection(("127.0.0.1", port), timeout=60, source_address=(NETWORK, 0))
            kept.append(raw)
            raw.sendall(opening(PHONE, port=port) + frame(PING) * (5_000 if number % 10 == 0 else 0))
        if len(kept) > KEPT:
            kept.pop(0).close()
            yield
        time.sleep(PAUSE_SECONDS)
