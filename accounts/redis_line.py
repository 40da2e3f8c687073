"""The line to Redis, one for the whole process: asked with little patience, and not again at once when it is away.

Redis makes things quick and lets processes share; none of them waits for it. A frozen one costs one page now and then
half a second, a stopped one nothing.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from redis import Connection, ConnectionPool, Redis, asyncio, exceptions, sentinel
from redis.exceptions import RedisError

from accounts.incidents import Incident

PATIENCE_SECONDS = 0.5
PAUSE_SECONDS = 2.0
PATIENT: dict[str, Any] = {"socket_timeout": PATIENCE_SECONDS, "socket_connect_timeout": PATIENCE_SECONDS}
SENTINEL = "+sentinel"
SENTINEL_PORT = 26379
SCHEMES = {"redis", "rediss", "unix", "redis" + SENTINEL, "rediss" + SENTINEL}
log = logging.getLogger("handslag.away")


class RedisAway(RedisError):
    """It was away a moment ago, and is not asked again yet."""


class Line(Redis):
    """Redis' own client. Whatever it cannot do is a `RedisError`; threads may share it.

    It keeps what was connected and asks by it itself: the client's own way costs twice as many calls (0030).
    """

    def __init__(self, url: str) -> None:
        super().__init__(connection_pool=_pool(url))
        self.incident = Incident("Redis")
        self._kept: deque[Connection] = deque()
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
            return self._ask_by(self._connection(), *args, **options)
        except exceptions.ConnectionError as closed:
            answer = self._ask_by(self.connection_pool.get_connection(), *args, **options)
            log.info("a connection to Redis was closed (%s); asked once more", type(closed).__name__)
            return answer

    def _connection(self) -> Connection:
        try:
            return self._kept.pop()
        except IndexError:
            return self.connection_pool.get_connection()

    def _ask_by(self, connection: Any, *args: Any, **options: Any) -> Any:
        """Whoever asks has it alone. It is kept once its answer was read: what it still owes would reach another."""
        try:
            self._check(connection)
            connection.send_command(*args)
            answer = self.parse_response(connection, args[0], **options)  # type: ignore[no-untyped-call]
        except BaseException:
            connection.disconnect()
            self.connection_pool.release(connection)
            raise
        self._kept.append(connection)
        return answer

    def _check(self, connection: Any) -> None:
        """Raises ConnectionError unless it is this process's, to the master known now, open, and owes nothing."""
        is_ours = connection.pid == os.getpid() and self.connection_pool.owns_connection(connection)
        if not is_ours or connection.should_reconnect() or connection.can_read():
            raise exceptions.ConnectionError("not to be used again")

    def _may_ask(self) -> bool:
        if self._ask_at is None:
            return True
        with self._lock:
            now = time.monotonic()
            if self._ask_at is not None and now < self._ask_at:
                return False
            self._ask_at = now + PAUSE_SECONDS
            return True


@asynccontextmanager
async def listening_to(url: str) -> AsyncIterator[asyncio.Redis]:
    """A client of its own, on the loop, for whoever listens."""
    known = sentinels_in(url)
    if known is None:
        async with asyncio.Redis.from_url(url, **PATIENT) as redis:
            yield redis
        return
    who = {"sentinel_kwargs": PATIENT | known.of_sentinel}
    async with (
        asyncio.Sentinel(known.hosts, **who) as asked,  # type: ignore[no-untyped-call]
        asked.master_for(known.master, **PATIENT, **known.of_redis) as master,
    ):
        yield master


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


@dataclass(frozen=True)
class Sentinels:
    """The Sentinels to ask, the name of the master they watch, and what each kind of server wants to hear."""

    hosts: tuple[tuple[str, int], ...]
    master: str
    of_redis: dict[str, Any] = field(default_factory=dict)
    of_sentinel: dict[str, Any] = field(default_factory=dict)


def sentinels_in(url: str) -> Sentinels | None:
    """``redis+sentinel://user:password@host:26379,host:26379/mymaster/0``; None: it names a Redis itself.

    Raises ValueError for what names neither.
    """
    said = urlsplit(url)
    if said.scheme not in SCHEMES:
        raise ValueError(f"it begins with {said.scheme or 'no scheme'}://")
    if not said.scheme.endswith(SENTINEL):
        return None
    master, _, number = said.path.strip("/").partition("/")
    if not master or (number and not number.isdecimal()):
        raise ValueError("after its hosts stand the master's name and the database's number: /mymaster/0")
    asked = {name: values[-1] for name, values in parse_qs(said.query).items()}
    if unknown := asked.keys() - {"sentinel_username", "sentinel_password"}:
        raise ValueError(f"nothing is called {min(unknown)}")
    tls: dict[str, Any] = {"ssl": True} if said.scheme.startswith("rediss") else {}
    return Sentinels(
        hosts=tuple(_host(part) for part in said.netloc.rpartition("@")[2].split(",")),
        master=unquote(master),
        of_redis=tls
        | {"db": int(number or 0)}
        | _who(*map(unquote, (said.username or "", said.password or ""))),
        of_sentinel=tls | _who(asked.get("sentinel_username"), asked.get("sentinel_password")),
    )


def _host(text: str) -> tuple[str, int]:
    # Each as a host of its own: an address of IPv6 stands in brackets.
    one = urlsplit(f"//{text}")
    if not one.hostname:
        raise ValueError(f"{text!r} is no host")
    return one.hostname, one.port or SENTINEL_PORT


def _who(username: str | None, password: str | None) -> dict[str, str]:
    said = {"username": username, "password": password}
    return {name: value for name, value in said.items() if value}
