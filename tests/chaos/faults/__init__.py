"""Everything that is done to an installation, a generator function each: it breaks before its yield, and mends after.

servers.py  processes killed, restarted, ended in good order
stores.py   PostgreSQL, Redis and the pooler killed or frozen; a full disk
ways.py     connections cut and slowed; a push service that is slow, down, or says no
phones.py   calls that come twice, clocks that are wrong
"""

from __future__ import annotations

import random
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

from tests.chaos.installation import Installation

Breaks = Callable[[Installation, random.Random], Generator[None]]


@dataclass(frozen=True)
class Fault:
    """`what` is done, in words; `breaks` does it for `holds` seconds. `fits` says whether it can be done there."""

    name: str
    what: str
    breaks: Callable[[Installation, random.Random], AbstractContextManager[None]]
    holds: tuple[float, float]
    fits: Callable[[Installation], bool]


FAULTS: list[Fault] = []


def fault(
    what: str,
    *,
    holds: tuple[float, float] = (3, 7),
    fits: Callable[[Installation], bool] = lambda _at: True,
) -> Callable[[Breaks], Breaks]:
    """Make a fault of a generator function; its name is the fault's."""

    def register(breaks: Breaks) -> Breaks:
        name = breaks.__name__.replace("_", "-")
        FAULTS.append(Fault(name, what, contextmanager(breaks), holds, fits))
        return breaks

    return register
