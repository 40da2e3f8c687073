"""The cache in Redis, with one pool of connections for the whole process.

Django makes a cache object for each context, and here each page and each socket has a context of its own: with the
stock cache every request would connect to Redis anew, and every waiting page would hold a connection.
"""

from functools import cache, cached_property
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient


class SharedClient(RedisCacheClient):
    """Keeps its Redis clients, which any number of threads may use at once."""

    def __init__(self, *servers: str, **options: Any) -> None:
        super().__init__(list(servers), **options)
        self._kept: dict[bool, Any] = {}

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        """The client that writes, or the one that reads."""
        if write not in self._kept:
            self._kept[write] = super().get_client(key, write=write)
        return self._kept[write]


class SharedRedisCache(RedisCache):
    """Django's, but whatever makes a cache of the same servers gets the same client."""

    @cached_property
    def _cache(self) -> SharedClient:
        servers: list[str] = self._servers  # type: ignore[attr-defined]  # the stubs do not tell
        options: dict[str, Any] = self._options  # type: ignore[attr-defined]  # likewise
        return _client(*servers, **options)


@cache
def _client(*servers: str, **options: Any) -> SharedClient:
    return SharedClient(*servers, **options)
