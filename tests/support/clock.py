"""Time that passes for everybody: for this machine, and for the database as the product asks it (accounts/clock.py).

`time_machine` alone is a server whose own clock is wrong. Moves of rows, which ask the database itself, stay in the
present under both.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from unittest import mock

import time_machine

from accounts import clock


@contextmanager
def travel(to: datetime | float | str, *, tick: bool = True) -> Iterator[time_machine.Traveller]:
    """It is `to` for everybody; with `tick=False` the time stands still there."""
    with time_machine.travel(to, tick=tick) as traveller, mock.patch.object(clock, "seconds", time.time):
        yield traveller


@contextmanager
def machine_off(seconds: float) -> Iterator[None]:
    """A server whose own clock is wrong by so much; nothing else is."""
    try:
        with time_machine.travel(time.time() + seconds):
            yield
    finally:
        clock.keep_right()
