"""Draws faults in an order that a seed makes; after each all must heal in time, and the judge must find nothing."""

from __future__ import annotations

import json
import random
import sys
import time
from collections import Counter
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
    struck: list[Struck] = field(default_factory=list)

    def strike(self, number: int, chosen: Fault, dice: random.Random) -> None:
        """One fault, until it has healed and was judged."""
        before, began = len(self.crowd.finished), time.monotonic()
        with chosen.breaks(self.at, dice):
            time.sleep(dice.uniform(*chosen.holds))
            held, during = time.monotonic() - began, len(self.crowd.finished)
        mended = time.monotonic()
        self._heal(mended)
        self.struck.append(
            Struck(
                number=number,
                name=chosen.name,
                what=chosen.what,
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

    def as_value(self, violation: str) -> dict[str, Any]:
        return {
            "seed": self.options.seed,
            "faults": [one.as_value() for one in self.struck],
            "became": dict(self.crowd.became),
            "violation": violation,
        }


def run(options: Options, under: Stores, folder: Path) -> int:
    """Every fault that was asked for; 1 where something did not hold."""
    say(f"seed {options.seed}: {_again(options)}")
    told, violation = Told(), ""
    people = make_people(PEOPLE, transport=ClientTransport())
    logs = under.disk.folder if under.disk else folder
    crowd = Crowd(people, told=told, per_second=options.per_second, seed=options.seed)
    with installation(under, crowd, logs) as at:
        at.wake_all()
        made = Run(options, at, crowd, told)
        try:
            with coming(crowd):
                made.at.wait_until(lambda: len(crowd.finished) >= COME_IN, within=HEALS_WITHIN_SECONDS)
                _strike_all(made)
            made.judge(whole=True)
        except (Violation, AssertionError) as why:
            violation = str(why) or repr(why)
            say(f"\nVIOLATION after {len(made.struck)} faults:\n{violation}")
            say(f"in this order: {' '.join(one.name for one in made.struck)}\nto repeat: {_again(options)}")
            _show_logs(logs)
    _summary(made)
    if options.json:
        options.json.write_text(json.dumps(made.as_value(violation), indent=1))
    return 1 if violation else 0


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


def _again(options: Options) -> str:
    only = f" --only {options.only}" if options.only else ""
    return f"bin/chaos --seed {options.seed} --faults {options.faults}{only}"


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
