"""Which processor this process keeps to: the one that others use least, looked at again every few seconds."""

from __future__ import annotations

import logging
import os
import random
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from accounts.machine.home import ALLOWED, keep_to

# Each time one between the two is drawn: of several processes that see the same, one goes first.
LOOK_SECONDS = (2.0, 4.0)
# Of a processor, what others must use less elsewhere until we go there.
WORTH_A_MOVE = 0.5
USED = Path("/proc/stat")
TICKS = os.sysconf("SC_CLK_TCK")
# Of its columns: idle, waiting for disks; what guests have is counted as the user's already.
IDLE, WAITING, GUESTS = 3, 4, 8
# Of each processor.
Busy = Mapping[int, float]
log = logging.getLogger("handslag.serve")


def keep_to_one(*, place: int | None = None) -> None:
    """Begin: from now on this process keeps to one processor, where it has several and the system tells of them.

    `place` is its number among the servers of one parent: each has a processor of its own, as long as there are some.
    """
    if len(ALLOWED) > 1 and USED.exists():
        first = random.randrange(len(ALLOWED)) if place is None else place  # noqa: S311  no secret
        threading.Thread(target=_keep, args=(first,), name="processor", daemon=True).start()


def _keep(first: int) -> None:
    here = sorted(ALLOWED)[first % len(ALLOWED)]
    # What cannot be read any more, or tells of others than ours: then the system chooses, as without us.
    with suppress(OSError, ValueError, KeyError):
        while True:
            keep_to(frozenset({here}))
            here = best(here, _others(here, seconds=random.uniform(*LOOK_SECONDS)))  # noqa: S311  no secret
    log.warning("%s no longer tells of our processors: the system chooses among them", USED)
    keep_to(ALLOWED)


def _others(here: int, *, seconds: float) -> Busy:
    own, before = time.process_time(), busy_seconds()
    time.sleep(seconds)
    others = {one: after - before[one] for one, after in busy_seconds().items()}
    others[here] -= time.process_time() - own
    return {one: busy / seconds for one, busy in others.items()}


def best(here: int, others: Busy) -> int:
    """Where to be: `others` is how much of each processor is used by others than us, from 0 to 1."""
    least = min(others, key=lambda one: others[one])
    return least if others[here] - others[least] > WORTH_A_MOVE else here


def busy_seconds() -> Busy:
    """For how long each processor that we may use has been busy, in seconds since the machine started (proc(5))."""
    lines = (line.split() for line in USED.read_text().splitlines() if line.startswith("cpu"))
    return {
        int(name.removeprefix("cpu")): sum(map(int, [*ticks[:IDLE], *ticks[WAITING + 1 : GUESTS]])) / TICKS
        for name, *ticks in lines
        if name != "cpu" and int(name.removeprefix("cpu")) in ALLOWED
    }
