"""What waking costs: sign-ins by phones that are woken and by phones that are not, in turns.

The worker is a process of its own, so that what a sign-in costs its pages and what it costs the worker are told apart.
"""

from __future__ import annotations

import argparse
import asyncio
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.load.journey import Crowd, Outcome
from tests.load.parts import WARM_UP_SECONDS, say
from tests.load.pushing import pushing
from tests.load.server import Process, ServerProcess
from tests.load.world import Person

TURNS = 3
MOST_DEARER = 1.05
# Woken first: a worker beside the pages looks every three seconds.
ANSWERED_AFTER_SECONDS = 4


@dataclass(frozen=True)
class Cost:
    """CPU of a sign-in, in ms."""

    pages: float
    worker: float

    @property
    def whole(self) -> float:
        return self.pages + self.worker


def compare_push(people: list[Person], *, options: argparse.Namespace, log: Path) -> bool:
    """Off, on, off, on …; of each the median counts. True when a sign-in failed, or pages cost more than they may."""
    costs: dict[bool, list[Cost]] = {False: [], True: []}
    with pushing() as push:
        for is_on in (False, True) * TURNS:
            before = push.received
            environment = push.turn(is_on=is_on)
            cost = asyncio.run(_sign_in(people, options=options, log=log, **environment))
            if cost is None:
                say(log.read_text()[-4000:])
                return True
            costs[is_on].append(cost)
            say(_line(cost, heading="woken" if is_on else "not woken", came=push.received - before))
    return _compare(costs[False], costs[True])


async def _sign_in(
    people: list[Person], *, options: argparse.Namespace, log: Path, **environment: str
) -> Cost | None:
    with (
        ServerProcess(log=log, EMBEDDED_WORKER="off", **environment) as server,
        Process("worker", log=log, **environment) as worker,
    ):
        crowd = Crowd(people, port=server.port, answers_after=ANSWERED_AFTER_SECONDS)
        await crowd.at_pace(per_second=options.rate, seconds=WARM_UP_SECONDS)
        before = server.cpu_seconds(), worker.cpu_seconds()
        paced = await crowd.at_pace(per_second=options.rate, seconds=options.seconds)
        pages, sending = server.cpu_seconds() - before[0], worker.cpu_seconds() - before[1]
    if _has_failed(paced):
        return None
    return Cost(pages / len(paced.took) * 1000, sending / len(paced.took) * 1000)


def _has_failed(outcome: Outcome) -> bool:
    for failure in outcome.failures[:5]:
        say(f"FAILED {failure}")
    return bool(outcome.failures) or not outcome.took


def _line(cost: Cost, *, heading: str, came: int) -> str:
    return (
        f"{heading:<12}pages {cost.pages:5.1f} ms, worker {cost.worker:4.1f} ms, together {cost.whole:5.1f} ms each"
        f"   {came} notifications came"
    )


def _compare(off: list[Cost], on: list[Cost]) -> bool:
    more = median(cost.worker for cost in on) - median(cost.worker for cost in off)
    whole = median(cost.whole for cost in on) / median(cost.whole for cost in off)
    pages = median(cost.pages for cost in on) / median(cost.pages for cost in off)
    say(f"waking costs the worker {more:.1f} ms more; pages and worker together {whole:.3f} times as much")
    say(f"aim: a sign-in by a woken phone costs its pages {pages:.3f} times as much; {MOST_DEARER} may be")
    return pages > MOST_DEARER
