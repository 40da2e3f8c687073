"""Draws faults in an order that a seed makes; after each all must heal in time, and the judge must find nothing."""

from __future__ import annotations

import json
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection

from accounts.sessions.models import Session
from tests.chaos.crowd import Crowd, coming
from tests.chaos.faults import FAULTS, Fault, phones, servers, stores, ways
from tests.chaos.installation import Installation, installation
from tests.chaos.judge import judge
from tests.chaos.report import Struck
from tests.chaos.stores import Stores
from tests.chaos.told import Told
from tests.load.report import percentile
from tests.load.world import make_people
from tests.support.carrying import ClientTransport

# Those files register their faults.
KINDS = (phones, servers, stores, ways)
PEOPLE = 150
# After its end, whatever it was.
HEALS_WITHIN_SECONDS = 60.0
# So many who began after the end must have come in.
COME_IN = 3
LOOK_SECONDS = 0.25


class Violation(Exception):
    """Something does not hold, or did not heal."""


@dataclass
class Options:
    """What is asked for on the command line."""

    seed: int
    folder: Path
    # The command that repeats it.
    again: str
    faults: int = 20
    only: str = ""
    minutes: float = 0.0
    per_second: float = 2.0
    json: Path | None = None
    plants: bool = False


@dataclass
class Run:
    """One run: what was struck, and what was found."""

    options: Options
    at: Installation
    crowd: Crowd
    told: Told
    logs: Path
    struck: list[Struck] = field(default_factory=list)
    violation: str = ""

    def strike(self, number: int, chosen: Fault, dice: random.Random) -> None:
        """One fault, until it has healed and was judged."""

        def hold() -> None:
            time.sleep(dice.uniform(*chosen.holds))

        self.note(number, chosen.name, chosen.what, hold, within=chosen.breaks(self.at, dice))

    def note(
        self,
        number: int,
        name: str,
        what: str,
        do: Callable[[], None],
        *,
        within: AbstractContextManager[None] | None = None,
    ) -> None:
        """Do it, wait until all is well again, and have it judged."""
        before, began = len(self.crowd.finished), time.monotonic()
        with within or nullcontext():
            do()
            held, during = time.monotonic() - began, len(self.crowd.finished)
        mended = time.monotonic()
        self._heal(mended)
        self.struck.append(
            Struck(
                number=number,
                name=name,
                what=what,
                held_seconds=round(held, 1),
                healed_seconds=round(time.monotonic() - mended, 1),
                before=before,
                during=during - before,
                after=len(self.crowd.finished) - during,
            )
        )
        say(self.struck[-1].line())
        if self.options.plants:
            self._plant()
        self.judge(whole=False)

    def _plant(self) -> None:
        """Lose what somebody was told, by hand: the judge must see it."""
        self.at.wait_until(lambda: bool(self.told.signed_in), within=HEALS_WITHIN_SECONDS)
        connection.close()
        Session.objects.exclude(user=None).delete()

    def _heal(self, mended: float) -> None:
        deadline = mended + HEALS_WITHIN_SECONDS
        while not (self.at.is_whole and self.crowd.is_in_since(mended) >= COME_IN):
            if time.monotonic() > deadline:
                away = [one.name for one in self.at.servers if not one.is_ready]
                came = self.crowd.is_in_since(mended)
                raise Violation(
                    f"not healed within {HEALS_WITHIN_SECONDS:.0f} s: {came} came in, not ready: {away or 'none'}"
                )
            time.sleep(LOOK_SECONDS)

    def judge(self, *, whole: bool) -> None:
        """Raise Violation with everything that does not hold."""
        found = judge(self.told, self.at.push.pushes, self.at.subscriptions, whole=whole)
        if found:
            raise Violation("\n".join(found))

    def as_value(self) -> dict[str, Any]:
        return {
            "seed": self.options.seed,
            "faults": [one.as_value() for one in self.struck],
            "became": dict(self.crowd.became),
            "violation": self.violation,
        }


def run(options: Options, under: Stores) -> int:
    """Every fault that was asked for; 1 where something did not hold."""
    with set_up(options, under) as made, closing_up(made):
        _strike_all(made)
    return 1 if made.violation else 0


@contextmanager
def set_up(options: Options, under: Stores) -> Iterator[Run]:
    """People and everything that they sign in to."""
    say(f"seed {options.seed}: {options.again}")
    told = Told()
    people = make_people(PEOPLE, transport=ClientTransport())
    logs = under.disk.folder if under.disk else options.folder
    crowd = Crowd(people, told=told, per_second=options.per_second, seed=options.seed)
    with installation(under, crowd, logs) as at:
        at.wake_all()
        yield Run(options, at, crowd, told, logs)


@contextmanager
def closing_up(made: Run) -> Iterator[None]:
    """People come while this lasts; in the end everything is judged, and told."""
    try:
        with coming(made.crowd):
            made.at.wait_until(lambda: len(made.crowd.finished) >= COME_IN, within=HEALS_WITHIN_SECONDS)
            yield
        made.judge(whole=True)
    except (Violation, AssertionError) as why:
        made.violation = str(why) or repr(why)
        say(f"\nVIOLATION after {len(made.struck)} faults:\n{made.violation}")
        say(f"in this order: {' '.join(one.name for one in made.struck)}\nto repeat: {made.options.again}")
        _show_logs(made.logs)
    _summary(made)
    if made.options.json:
        made.options.json.write_text(json.dumps(made.as_value(), indent=1))


def _strike_all(made: Run) -> None:
    options = made.options
    fitting = [one for one in FAULTS if one.fits(made.at) and options.only in ("", one.name)]
    for one in FAULTS:
        if not one.fits(made.at):
            say(f"left out, for it cannot be done here: {one.name}")
    began, turn = time.monotonic(), random.Random(options.seed)
    drawn: list[Fault] = []
    number = 0
    while number < options.faults:
        if options.minutes and time.monotonic() - began > options.minutes * 60:
            break
        # Each once before any comes again.
        if not drawn:
            drawn = turn.sample(fitting, len(fitting))
        number += 1
        made.strike(number, drawn.pop(), random.Random(f"{options.seed}/{number}"))


def _summary(made: Run) -> None:
    kinds = Counter(one.name for one in made.struck)
    healed = [one.healed_seconds for one in made.struck] or [0.0]
    took = made.crowd.took or [0.0]
    say(f"\n{len(made.struck)} faults of {len(kinds)} kinds; people: {dict(made.crowd.became)}")
    say(
        f"healed within: p50 {percentile(healed, 0.5):.1f} s, longest {max(healed):.1f} s"
        f"; a sign-in: p50 {percentile(took, 0.5):.1f} s, p99 {percentile(took, 0.99):.1f} s, longest {max(took):.1f} s"
    )
    told = made.told
    say(
        f"acknowledged: {len(told.answers)} answers of phones, {len(told.removed)} phones added and taken off"
    )


def _show_logs(logs: Path) -> None:
    for name in ("server", "servers", "worker"):
        lines = (logs / name).read_text(errors="replace").splitlines()
        say(f"\nthe last of the log of {name}:\n" + "\n".join(lines[-15:]))


def say(line: str) -> None:
    """Write a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
