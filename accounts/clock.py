"""What time it is: the database's time, whatever the clock of this machine says (T38, docs/decisions/0042).

The database is asked now and then, and its time carried on by a clock of the process that nobody sets. A move of a row
asks the database itself, by `Now()`; everything else that decides, stores or shows a time asks here.
"""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.db import connection, models

ASKED_EVERY_SECONDS = 60
ASKED_AT_MOST = 3
# What is answered sooner is true enough: it is wrong by half of this at most.
QUICK_SECONDS = 0.05
# This machine's clock was set, or it slept: what was known before counts no more.
LONGEST_JUMP_SECONDS = 1
# Clocks of one installation do not differ by more, unless one of them is wrong.
MOST_APART_SECONDS = 5
# Of two servers one reads a little later than the other: what is from that little ahead is from now.
READ_APART_SECONDS = 5

log = logging.getLogger("handslag.clock")


@dataclass(frozen=True)
class _Reading:
    """The database's clock and this machine's, in seconds since the epoch when the process's own stood at nought."""

    database: float
    machine: float
    asked_at: float
    took: float

    @property
    def is_doubtful(self) -> bool:
        """Was this machine's clock set since, or did the process's own stand still while the machine slept?"""
        return abs(time.time() - time.monotonic() - self.machine) > LONGEST_JUMP_SECONDS

    @property
    def is_old(self) -> bool:
        return time.monotonic() - self.asked_at >= ASKED_EVERY_SECONDS

    @property
    def apart(self) -> float:
        """How many seconds this machine's clock is ahead of the database's."""
        return self.machine - self.database


_last: _Reading | None = None


def now() -> datetime:
    """Return the database's time, as Django's fields take it."""
    return datetime.fromtimestamp(seconds(), tz=UTC)


def seconds() -> float:
    """Return the database's time in seconds since the epoch."""
    if _is_in_this_process():
        return time.time()
    reading = _last
    if (reading is None or reading.is_doubtful) and not _is_on_the_loop():
        reading = _ask()
    return time.time() if reading is None else time.monotonic() + reading.database


def is_within(at: float, life_seconds: float) -> bool:
    """Is it at most so long ago? What is from times to come is not: a clock was wrong then, or is now."""
    return -READ_APART_SECONDS <= seconds() - at <= life_seconds


def keep_right() -> None:
    """Ask the database anew where the last answer is a minute old; whoever has a thread to spare calls this often."""
    if not _is_in_this_process() and (_last is None or _last.is_doubtful or _last.is_old):
        _ask()


def ahead_seconds() -> float:
    """Return how many seconds this machine's clock is ahead of the database's, as it was last asked."""
    if _is_in_this_process():
        return 0.0
    reading = _last if _last is not None and not _last.is_doubtful else _ask()
    return reading.apart


class WrittenAt(models.DateTimeField):  # type: ignore[type-arg]  # its types stand in the stubs alone
    """Django's `auto_now_add` by the database's clock. Tables and migrations see Django's own field."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{**options, "auto_now_add": True})

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: FBT001  as Django has it
        """The time now, when the row is new."""
        if add:
            setattr(model_instance, self.attname, now())
        return getattr(model_instance, self.attname)

    def deconstruct(self) -> Any:
        """What a migration writes down."""
        name, _path, args, options = super().deconstruct()
        return name, "django.db.models.DateTimeField", args, options


@cache
def _is_in_this_process() -> bool:
    # Of a whole process the same, and asked with every look at the clock.
    # SQLite reads this machine's clock itself, however it jumps.
    return connection.vendor == "sqlite"


def _is_on_the_loop() -> bool:
    """Nothing there may wait for the database."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def _ask() -> _Reading:
    global _last
    best = _read()
    for _ in range(ASKED_AT_MOST - 1):
        if best.took <= QUICK_SECONDS:
            break
        best = min(best, _read(), key=lambda reading: reading.took)
    before, _last = _last, best
    was_apart = before.apart if before is not None else 0.0
    if abs(best.apart) > MOST_APART_SECONDS and abs(best.apart - was_apart) > MOST_APART_SECONDS:
        log.warning(
            "this machine's clock is %+.0f s from the database's, whose time counts: set both right",
            best.apart,
        )
    return best


def _read() -> _Reading:
    """Ask once; the answer was true halfway between the question and its coming."""
    with connection.cursor() as cursor:
        asked_at, wall = time.monotonic(), time.time()
        cursor.execute("SELECT EXTRACT(EPOCH FROM CLOCK_TIMESTAMP())")
        [answer] = cursor.fetchone()
        took = time.monotonic() - asked_at
    return _Reading(
        database=float(answer) - (asked_at + took / 2), machine=wall - asked_at, asked_at=asked_at, took=took
    )
