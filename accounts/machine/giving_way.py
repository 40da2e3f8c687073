"""Work that nobody waits for goes on in pieces, and rests between two while somebody waits for a page (decision 0163).

A process has one processor and one interpreter: a page that is made beside a tenth of a second of other work takes
three times as long as alone.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

# Times the processor time that was used since the last rest: where somebody always waits, a fifth is left at most.
LONGEST_REST = 4
LOOK_SECONDS = 0.001
Item = TypeVar("Item")

# The pages that are being made in this process.
waited_for: set[object] = set()


class _Own(threading.local):
    """Until when this thread gives way (`time.monotonic`), and what it had used of the processor at its last rest."""

    until = 0.0
    used = 0.0


_own = _Own()


@contextmanager
def giving_way(*, seconds: float) -> Iterator[None]:
    """Has this thread give way meanwhile; what takes longer than so many seconds is behind, and rests no more."""
    _own.until, _own.used = time.monotonic() + seconds, time.thread_time()
    try:
        yield
    finally:
        _own.until = 0.0


def give_way() -> None:
    """Rest, between two pieces of work, while somebody waits; at once over in a thread that does not give way.

    Never while this thread holds a row that a page may wait for: that page would be waited for in turn.
    """
    now = time.monotonic()
    if now >= _own.until:
        return
    rest_until = min(_own.until, now + LONGEST_REST * (time.thread_time() - _own.used))
    while waited_for and time.monotonic() < rest_until:
        time.sleep(LOOK_SECONDS)
    _own.used = time.thread_time()


def in_pieces(items: list[Item], *, size: int) -> Iterator[list[Item]]:
    """So many of these after the other, giving way before each."""
    for begin in range(0, len(items), size):
        give_way()
        yield items[begin : begin + size]
