"""News between processes by LISTEN and NOTIFY, where PostgreSQL alone holds what they share (decision 0133).

Both by connections of their own, around a pooler: one that listens is nobody else's, and no page pays for telling.
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing, asynccontextmanager, suppress
from functools import cache
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection

from accounts.incidents import Incident
from devices.news.bus import SILENCE_SECONDS, Failed

CHANNEL = "handslag_news"
# NOTIFY takes less than 8000 bytes.
LARGEST_NOTICE = 7900
# While the database is away: beyond that everybody looks anyway.
MOST_UNTOLD = 10_000
# A connection that fell silent may take so long to answer whether it still is one.
PATIENCE_SECONDS = 0.5
_NEWLINE = b"\n"


class ByPostgres:
    """One thread of this process tells; a connection on its loop hears."""

    failures: tuple[type[Exception], ...] = (psycopg.Error, OSError)

    def tell(self, said: bytes, *, failed: Failed) -> bool:
        """Have it told; whatever else is waiting then goes with it."""
        return _teller().take(said, failed)

    @asynccontextmanager
    async def heard(self) -> AsyncIterator[AsyncIterator[bytes]]:
        """Once it listens: what is told, one by one."""
        async with await psycopg.AsyncConnection.connect(**_address(), autocommit=True) as listening:
            await listening.execute(f"LISTEN {CHANNEL}")
            # Closed before the connection, which each of them holds while it waits.
            async with aclosing(_each(listening)) as told:
                yield told


async def _each(listening: psycopg.AsyncConnection[Any]) -> AsyncGenerator[bytes, None]:
    while True:
        async with aclosing(listening.notifies(timeout=SILENCE_SECONDS)) as notices:
            async for notice in notices:
                for said in notice.payload.encode().split(_NEWLINE):
                    yield said
        async with asyncio.timeout(PATIENCE_SECONDS):
            await listening.execute("SELECT 1")


class Teller:
    """Tells what is given to it, in a thread of its own, as many at a time as one notice holds."""

    def __init__(self) -> None:
        self.incident = Incident("The line to other processes")
        self._untold: deque[tuple[bytes, Failed]] = deque()
        self._lock = threading.Lock()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="news")
        self._connection: psycopg.Connection[Any] | None = None

    def take(self, said: bytes, failed: Failed) -> bool:
        """Take something to tell, unless too much waits already."""
        with self._lock:
            if len(self._untold) >= MOST_UNTOLD:
                return False
            is_first = not self._untold
            self._untold.append((said, failed))
        if is_first:
            self._thread.submit(self._tell_all)
        return True

    def _tell_all(self) -> None:
        while notice := self._next_notice():
            payload = _NEWLINE.join(said for said, _failed in notice)
            try:
                self._notify(payload.decode())
                self.incident.is_over()
            except (psycopg.Error, OSError) as why:
                self.incident.goes_on(why)
                for _said, failed in notice:
                    failed()

    def _next_notice(self) -> list[tuple[bytes, Failed]]:
        """As many as go together; one that is too large goes alone, and is refused there."""
        notice: list[tuple[bytes, Failed]] = []
        size = 0
        with self._lock:
            while self._untold and (not notice or size + len(self._untold[0][0]) < LARGEST_NOTICE):
                notice.append(self._untold.popleft())
                size += len(notice[-1][0]) + len(_NEWLINE)
        return notice

    def _notify(self, payload: str) -> None:
        """A connection that was closed is no more than that: the same again on a new one."""
        if self._connection is not None:
            with suppress(psycopg.OperationalError):
                self._connection.execute("SELECT pg_notify(%s, %s)", [CHANNEL, payload])
                return
            self._connection.close()
        self._connection = psycopg.connect(**_address(), autocommit=True)
        self._connection.execute("SELECT pg_notify(%s, %s)", [CHANNEL, payload])


@cache
def _teller() -> Teller:
    return Teller()


def _address() -> dict[str, Any]:
    """Where the database is, as psycopg has it; around a pooler where there is one."""
    own = connection.copy()
    own.settings_dict |= settings.DATABASE_DIRECT
    params = own.get_connection_params()
    return {name: value for name, value in params.items() if name not in {"cursor_factory", "context"}}
