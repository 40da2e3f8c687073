"""Sockets' looks into the database, in lanes: who makes many of them keeps nobody else waiting for long (T32).

One thread makes them all, in the order in which they come. Each lane gives it one at a time: a newcomer waits for at
most one of every lane that is busy, however many sockets are being told something there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar
from weakref import WeakValueDictionary

from django.db import close_old_connections

Seen = TypeVar("Seen")


class Looks:
    """The lanes of one server. Each is there as long as somebody is in it."""

    def __init__(self) -> None:
        self.lanes: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self.thread = ThreadPoolExecutor(1, thread_name_prefix="look")

    async def look(self, lane: str, at: Callable[..., Seen], *given: object) -> Seen:
        """Look into the database when it is this lane's turn."""
        turn = self.lanes.setdefault(lane, asyncio.Lock())
        async with turn:
            return await asyncio.get_running_loop().run_in_executor(self.thread, _look, at, *given)


def _look(at: Callable[..., Seen], *given: object) -> Seen:
    """As a page does: a connection that is no good any more is closed before, and one that is to be closed, after."""
    close_old_connections()
    try:
        return at(*given)
    finally:
        close_old_connections()
