"""News between processes by one channel of Redis, which keeps no message for who is away."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from redis.asyncio.client import PubSub
from redis.exceptions import RedisError

from accounts.redis_line import PATIENCE_SECONDS, line_to, listening_to
from devices.news.bus import SILENCE_SECONDS, Failed


class ByRedis:
    """The line of this process to Redis tells; a connection of its own hears."""

    failures: tuple[type[Exception], ...] = (RedisError, OSError)

    def tell(self, said: bytes, *, failed: Failed) -> bool:
        """Publish it now; whether it was."""
        try:
            line_to(settings.REDIS_URL).publish(channel(), said)
        except RedisError:
            return False
        return True

    @asynccontextmanager
    async def heard(self) -> AsyncIterator[AsyncIterator[bytes]]:
        """Once it listens: what is told, one by one."""
        async with listening_to(settings.REDIS_URL) as redis, redis.pubsub() as pubsub:
            await pubsub.subscribe(channel())
            await _next(pubsub)
            yield _each(pubsub)


async def _each(pubsub: PubSub) -> AsyncIterator[bytes]:
    while True:
        said = await _next(pubsub)
        if said["type"] == "message":
            yield said["data"]


async def _next(pubsub: PubSub) -> dict[str, Any]:
    """The next thing Redis says; at the latest its answer to whether it is still there."""
    said: dict[str, Any] | None = await pubsub.get_message(timeout=SILENCE_SECONDS)
    if said is None:
        await pubsub.ping()
        said = await pubsub.get_message(timeout=PATIENCE_SECONDS)
    if said is None:
        raise TimeoutError("it is silent")
    return said


def channel() -> str:
    # Messages know no databases of Redis: who shares one by its number does not hear the other's.
    return f"handslag.news{urlsplit(settings.REDIS_URL).path}"
