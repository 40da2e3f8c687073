"""The line to Redis, one for the whole process: asked with little patience, and not again at once when it is away.

Redis makes things quick and lets processes share; none of them waits for it. A frozen one costs one page now and then
half a second, a stopped one nothing.
"""

from __future__ import annotations

import logging
import threading
import time
from functools import cache
from typing import Any

from redis import ConnectionPool, Redis, asyncio, exceptions, sentinel
from redis.exceptions import RedisError

from accounts.incidents import Incident
from accounts.redis_address import sentinels_in

PATIENCE_SECONDS = 0.5
PAUSE_SECONDS = 2.0
PATIENT: dict[str, Any] = {"socket_timeout": PATIENCE_SECONDS, "socket_connect_timeout": PATIENCE_SECONDS}
log = logging.getLogger("handslag.away")


class RedisAway(RedisError):
    """It was away a moment ago, and is not asked again yet."""


class Line(Redis):
    """Redis' own client. Whatever it cannot do is a `RedisError`; threads may share it."""

    def __init__(self, url: str) -> None:
        super().__init__(connection_pool=_pool(url))
        self.incident = Incident("Redis")
        self._lock = threading.Lock()
        self._ask_at: float | None = None

    def execute_command(self, *args: Any, **options: Any) -> Any:
        """Ask, unless it is known to be away; every two seconds one of those who ask finds out whether it still is."""
        if not self._may_ask():
            raise RedisAway("not asked")
        return self._ask(*args, **options)

    def is_there(self) -> bool:
        """Ask whether it answers, now."""
        try:
            self._ask("PING")
        except RedisError:
            return False
        return True

    def _ask(self, *args: Any, **options: Any) -> Any:
        try:
            answer = self._ask_once_more(*args, **options)
        except (RedisError, OSError) as why:
            self._ask_at = time.monotonic() + PAUSE_SECONDS
            self.incident.goes_on(why)
            raise RedisAway(type(why).__name__) from why
        self._ask_at = None
        self.incident.is_over()
        return answer

    def _ask_once_more(self, *args: Any, **options: Any) -> Any:
        """A connection that was closed is no more than that: the same again on a new one."""
        try:
            return super().execute_command(*args, **options)  # type: ignore[no-untyped-call]
        except exceptions.ConnectionError as closed:
            answer = super().execute_command(*args, **options)  # type: ignore[no-untyped-call]
            log.info("a connection to Redis was closed (%s); asked once more", type(closed).__name__)
            return answer

    def _may_ask(self) -> bool:
        if self._ask_at is None:
            return True
        with self._lock:
            now = time.monotonic()
            if self._ask_at is not None and now < self._ask_at:
                return False
            self._ask_at = now + PAUSE_SECONDS
            return True


def listening_to(url: str) -> asyncio.Redis:
    """A client of its own, on the loop, for whoever listens."""
    known = sentinels_in(url)
    if known is None:
        return asyncio.Redis.from_url(url, **PATIENT)
    asked = asyncio.Sentinel(known.hosts, sentinel_kwargs=PATIENT | known.of_sentinel)  # type: ignore[no-untyped-call]
    master: asyncio.Redis = asked.master_for(known.master, **PATIENT, **known.of_redis)
    return master


def _pool(url: str) -> ConnectionPool:
    known = sentinels_in(url)
    if known is None:
        return ConnectionPool.from_url(url, **PATIENT)
    asked = sentinel.Sentinel(known.hosts, sentinel_kwargs=PATIENT | known.of_sentinel)  # type: ignore[no-untyped-call]
    options = PATIENT | known.of_redis
    return sentinel.SentinelConnectionPool(known.master, asked, **options)  # type: ignore[no-untyped-call]


@cache
def line_to(url: str) -> Line:
    """The line of this process to that Redis."""
    return Line(url)
