"""A long time without faults: what grows. Sampled all along, judged by the slope of the second half."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.db import connection

from tests.chaos.run import Options, Run, Violation, closing_up, say, set_up
from tests.chaos.stores import Stores
from tests.load.report import percentile

SAMPLES = 60
SHORTEST_PAUSE_SECONDS = 5.0
# Of what there was in the middle: more in the second half is growth, if it is more than this in itself.
MOST_GROWTH = 0.10
MOST_KIB_MORE = 8 * 1024
MOST_MORE = {"files": 10.0, "rows": 50.0}
# Tables that do not grow with each sign-in: what waits, what is being counted, whom there is.
STEADY = (
    "accounts_user",
    "devices_phone",
    "accounts_knownbrowser",
    "django_tasks_database_dbtaskresult",
    "accounts_ledgerentry",
)


@dataclass
class Course:
    """One thing that was measured all along."""

    what: str
    kind: str
    values: list[float] = field(default_factory=list)

    @property
    def growth(self) -> float:
        """How much it grows in the second half, by the line that fits it best."""
        half = self.values[len(self.values) // 2 :]
        return slope(half) * (len(half) - 1)

    @property
    def is_flat(self) -> bool:
        most = MOST_KIB_MORE if self.kind == "KiB" else MOST_MORE[self.kind]
        return self.growth <= max(most, MOST_GROWTH * self.values[len(self.values) // 2])

    def line(self) -> str:
        said = "flat" if self.is_flat else "GROWS"
        first, middle, last = self.values[0], self.values[len(self.values) // 2], self.values[-1]
        return f"{self.what:<44}{first:>10.0f}{middle:>10.0f}{last:>10.0f} {self.kind:<6}{self.growth:>+9.1f}  {said}"


def slope(values: Sequence[float]) -> float:
    """By how much the line that fits them best rises from one to the next (least squares)."""
    count = len(values)
    middle, mean = (count - 1) / 2, sum(values) / count
    spread = sum((n - middle) ** 2 for n in range(count))
    return sum((n - middle) * (value - mean) for n, value in enumerate(values)) / spread if spread else 0.0


def soak(options: Options, under: Stores, minutes: float) -> int:
    """Sign-ins for so long; 1 where something grew, or did not hold."""
    courses: dict[str, Course] = {}
    with set_up(options, under) as made, closing_up(made):
        # Each phone that was ever added keeps its row.
        made.crowd.adds_phones = False
        began, pause = time.monotonic(), max(SHORTEST_PAUSE_SECONDS, minutes * 60 / SAMPLES)
        while time.monotonic() - began < minutes * 60:
            time.sleep(pause)
            sample(made, courses)
        say(f"\n{minutes:.0f} minutes, {len(made.crowd.took)} sign-ins, {options.per_second:g} a second")
        say(f"{'':<44}{'first':>10}{'middle':>10}{'last':>10} {'':<6}{'growth':>9}")
        for one in courses.values():
            say(one.line())
        quarter = len(made.crowd.took) // 4
        for name, took in (("first", made.crowd.took[:quarter]), ("last", made.crowd.took[-quarter:])):
            if took:
                p50, p99 = percentile(took, 0.5), percentile(took, 0.99)
                say(f"a sign-in in the {name} quarter: p50 {p50:.2f} s, p99 {p99:.2f} s")
        growing = [one.what for one in courses.values() if not one.is_flat]
        if growing:
            raise Violation(f"grows: {', '.join(growing)}")
    return 1 if made.violation else 0


def sample(made: Run, courses: dict[str, Course]) -> None:
    """Memory and files of every process, rows of every table that is steady."""
    for program in made.at.programs:
        for number, pid in enumerate(program.pids()):
            name = f"{program.name}, process {number + 1}"
            _add(courses, f"{name}: memory", "KiB", _resident_kib(pid))
            _add(courses, f"{name}: open files", "files", len(list(Path(f"/proc/{pid}/fd").iterdir())))
    connection.close()
    with connection.cursor() as cursor:
        for table in STEADY:
            cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608  names of ours
            _add(courses, f"rows of {table}", "rows", cursor.fetchone()[0])


def _add(courses: dict[str, Course], what: str, kind: str, value: float) -> None:
    courses.setdefault(what, Course(what, kind)).values.append(value)


def _resident_kib(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS:")).split()[1])
