"""What is kept in memory or in Redis, and how pages do without it (docs/decisions/0030).

What is in Redis keeps one line of the whole process: Django makes a cache object for each context, and here each page
and each socket has a context of its own. With the stock cache every request would connect to Redis anew.
"""

from __future__ import annotations

import time
from contextlib import suppress
from functools import cache, cached_property
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import RedisError

from accounts.redis_line import Line, line_to

# Whatever went wrong, what the database has changed or ended is believed no longer than this.
BELIEVED_SECONDS = 60
MOST_OUTDATED = 10_000


class Memory(LocMemCache):
    """This process's memory. Times run by a clock that nobody sets: a used proof is not forgotten when one is (T38)."""

    def get_backend_timeout(self, timeout: Any = DEFAULT_TIMEOUT) -> float | None:
        """When a thing is forgotten that is kept so many seconds; None: never."""
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        return None if seconds is None else time.monotonic() + seconds

    def _has_expired(self, key: str) -> bool:
        until = self._expire_info.get(key, 0.0)  # type: ignore[attr-defined]  # the stubs do not tell
        return until is not None and until <= time.monotonic()


class SharedClient(RedisCacheClient):
    """Django's, on the line of this process."""

    def __init__(self, server: str) -> None:
        super().__init__([server])
        self.outdated: set[str] = set()
        self.line = line_to(server)

    def get_client(self, key: Any = None, *, write: bool = False) -> Line:
        """The line."""
        return self.line

    def forget_outdated(self) -> None:
        """Takes out what could not be written or taken out while Redis was away: it holds what was before."""
        if self.outdated:
            keys = tuple(self.outdated)
            self.line.delete(*keys)
            self.outdated.difference_update(keys)

    def note_outdated(self, key: str) -> None:
        """Redis may hold for this key what is true no more."""
        if len(self.outdated) < MOST_OUTDATED:
            self.outdated.add(key)


@cache
def _client_of(server: str) -> SharedClient:
    return SharedClient(server)


class _Shared(RedisCache):
    @cached_property
    def _cache(self) -> SharedClient:
        return _client_of(self._servers[0])  # type: ignore[attr-defined]  # the stubs do not tell


class QuickCopies(_Shared):
    """Copies of what the database has. While Redis is away it holds nothing: whoever asks reads the database."""

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """The copy, if there is one to be had and it may be believed."""
        try:
            self._cache.forget_outdated()
            return super().get(key, default, version)
        except RedisError:
            return default

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Keep a copy for a while."""
        seconds = timeout if isinstance(timeout, int) else BELIEVED_SECONDS
        try:
            super().set(key, value, min(seconds, BELIEVED_SECONDS), version)
        except RedisError:
            self._cache.note_outdated(self.make_key(key, version))

    def delete(self, key: Any, version: int | None = None) -> bool:
        """Take the copy out, now or as soon as Redis is back."""
        try:
            return super().delete(key, version)
        except RedisError:
            self._cache.note_outdated(self.make_key(key, version))
            return False


class Ledger(_Shared):
    """What nothing may forget before its time, kept twice: in Redis for all processes, in memory by each for itself.

    While Redis is away a process goes on with what it has written itself, and never begins at zero. What either of the
    two knows counts.
    """

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self.own = Memory(f"ledger of {server}", params)

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Write it unless it stands already, here or there; atomic: of several at once it is new for one."""
        if not self.own.add(key, value, timeout, version):
            return False
        with suppress(RedisError):
            return super().add(key, value, timeout, version)
        return True

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """What stands in Redis, or else here."""
        found = None
        with suppress(RedisError):
            found = super().get(key, None, version)
        return self.own.get(key, default, version) if found is None else found

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Write it in both."""
        self.own.set(key, value, timeout, version)
        with suppress(RedisError):
            super().set(key, value, timeout, version)

    def delete(self, key: Any, version: int | None = None) -> bool:
        """Take it out of both."""
        was_here = self.own.delete(key, version)
        with suppress(RedisError):
            return super().delete(key, version) or was_here
        return was_here

    def clear(self) -> None:
        """Forget everything; only tests do."""
        self.own.clear()
        super().clear()
