"""News between processes, by one channel of Redis. Who hears again after a silence looks at everything anew.

Redis keeps no message for who is away. So whoever comes back tells their own listeners to look, and whoever could not
tell the others tells them to look as soon as it can.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import urlsplit

import msgspec
from django.conf import settings
from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.exceptions import RedisError

from accounts.incidents import Incident
from accounts.redis_line import PATIENCE_SECONDS, PATIENT, line_to

# A connection that says nothing for so long is asked whether it still is one.
SILENCE_SECONDS = 5.0
RETRY_SECONDS = 0.5
EVERYBODY = ""
Heard = Callable[[str, dict[str, str]], Coroutine[Any, Any, None]]
LookAgain = Callable[[], Coroutine[Any, Any, None]]


class News(msgspec.Struct):
    """What stands on the channel: who says it, which group is to hear it, and what."""

    sender: str
    group: str
    message: dict[str, str]


_own_name = secrets.token_hex(8)
_owes_a_look = False
_telling: set[asyncio.Task[None]] = set()


def tell_others(group: str, message: dict[str, str]) -> None:
    """Tells the other processes; those that cannot be told now are told to look at everything later."""
    if settings.REDIS_URL:
        _owe(not (has_paid() and _publish(group, message)))


async def listen(heard: Heard, look_again: LookAgain) -> None:
    """Hears what other processes announce, until cancelled."""
    incident = Incident("The line to other processes")
    while settings.REDIS_URL:
        try:
            async with Redis.from_url(settings.REDIS_URL, **PATIENT) as redis, redis.pubsub() as pubsub:
                await pubsub.subscribe(_channel())
                await _next(pubsub)
                incident.is_over()
                _beside(look_again())
                await asyncio.to_thread(has_paid)
                while True:
                    _hear(await _next(pubsub), heard, look_again)
        except (RedisError, OSError, msgspec.MsgspecError) as why:
            incident.goes_on(why)
        await asyncio.sleep(RETRY_SECONDS)


async def _next(pubsub: PubSub) -> dict[str, Any]:
    """The next thing Redis says; at the latest its answer to whether it is still there."""
    said: dict[str, Any] | None = await pubsub.get_message(timeout=SILENCE_SECONDS)
    if said is None:
        await pubsub.ping()
        said = await pubsub.get_message(timeout=PATIENCE_SECONDS)
    if said is None:
        raise TimeoutError("it is silent")
    return said


def _hear(said: dict[str, Any], heard: Heard, look_again: LookAgain) -> None:
    if said["type"] != "message":
        return
    news = msgspec.json.decode(said["data"], type=News)
    if news.sender == _own_name:
        return
    if news.group == EVERYBODY:
        _beside(look_again())
    else:
        _beside(heard(news.group, news.message))


def _beside(telling: Coroutine[Any, Any, None]) -> None:
    """Tell it while the next is heard: what goes to thousands takes a while, and holds up nobody's own news (T32)."""
    task = asyncio.create_task(telling)
    _telling.add(task)
    task.add_done_callback(_telling.discard)


def _publish(group: str, message: dict[str, str]) -> bool:
    try:
        line_to(settings.REDIS_URL).publish(_channel(), msgspec.json.encode(News(_own_name, group, message)))
    except RedisError:
        return False
    return True


def has_paid() -> bool:
    """Whether nothing is owed any more."""
    if _owes_a_look and _publish(EVERYBODY, {}):
        _owe(False)
    return not _owes_a_look


def _owe(owes: bool) -> None:  # noqa: FBT001  it says what it sets
    global _owes_a_look  # noqa: PLW0603  one line per process
    _owes_a_look = owes


def _channel() -> str:
    # Messages know no databases of Redis: who shares one by its number does not hear the other's.
    return f"handslag.news{urlsplit(settings.REDIS_URL).path}"
