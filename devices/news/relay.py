"""News between processes, by Redis or by PostgreSQL. Who hears again after a silence looks at everything anew.

Neither keeps a message for who is away. So whoever comes back tells their own listeners to look, and whoever could not
tell the others tells them to look as soon as it can.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Coroutine
from typing import Any

import msgspec
from django.conf import settings

from accounts.incidents import Incident
from devices.news.bus import Bus
from devices.news.by_postgres import ByPostgres
from devices.news.by_redis import ByRedis
from devices.news.commits import Message, Told

RETRY_SECONDS = 0.5
# A notice of PostgreSQL has room for so many.
MOST_TOGETHER = 40
EVERYBODY = ""
Heard = Callable[[str, Message], Coroutine[Any, Any, None]]
LookAgain = Callable[[], Coroutine[Any, Any, None]]


class News(msgspec.Struct, omit_defaults=True):
    """What is told: who says it, which group is to hear it, and what; then what else is told with it.

    The release before hears the first alone (decision 0155).
    """

    sender: str
    group: str
    message: Message
    also: tuple[Told, ...] = ()


_own_name = secrets.token_hex(8)
_owes_a_look = False
_telling: set[asyncio.Task[None]] = set()


def bus() -> Bus | None:
    """What carries the news of this installation; None where there is one process."""
    if settings.REDIS_URL:
        return ByRedis()
    return ByPostgres() if settings.SHARES_BY_DATABASE else None


def tell_others(told: list[Told]) -> None:
    """Tells the other processes; those that cannot be told now are told to look at everything later."""
    if (by := bus()) is None:
        return
    for first in range(0, len(told), MOST_TOGETHER):
        # What cannot be told may be known before this is: nothing is taken back here.
        if not (has_paid() and _tell(by, *told[first : first + MOST_TOGETHER])):
            _owe(True)


async def listen(heard: Heard, look_again: LookAgain) -> None:
    """Hears what other processes announce, until cancelled."""
    incident = Incident("The line to other processes")
    while (by := bus()) is not None:
        failures: tuple[type[Exception], ...] = (*by.failures, msgspec.MsgspecError)
        try:
            async with by.heard() as said:
                incident.is_over()
                _beside(look_again())
                await asyncio.to_thread(has_paid)
                async for one in said:
                    _hear(one, heard, look_again)
        except failures as why:
            incident.goes_on(why)
        await asyncio.sleep(RETRY_SECONDS)


def _hear(said: bytes, heard: Heard, look_again: LookAgain) -> None:
    news = msgspec.json.decode(said, type=News)
    if news.sender == _own_name:
        return
    if news.group == EVERYBODY:
        _beside(look_again())
    else:
        for group, message in ((news.group, news.message), *news.also):
            _beside(heard(group, message))


def _beside(telling: Coroutine[Any, Any, None]) -> None:
    """Tell it while the next is heard: what goes to thousands takes a while, and holds up nobody's own news (T32)."""
    task = asyncio.create_task(telling)
    _telling.add(task)
    task.add_done_callback(_telling.discard)


def _tell(by: Bus, first: Told, *also: Told) -> bool:
    return by.tell(msgspec.json.encode(News(_own_name, *first, also)), failed=lambda: _owe(True))


def has_paid() -> bool:
    """Whether nothing is owed any more."""
    by = bus()
    if by is not None and _owes_a_look:
        _owe(False)
        if not _tell(by, (EVERYBODY, {})):
            _owe(True)
    return not _owes_a_look


def _owe(owes: bool) -> None:  # noqa: FBT001  it says what it sets
    global _owes_a_look  # noqa: PLW0603  one line per process
    _owes_a_look = owes
