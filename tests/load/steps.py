"""What each step of a sign-in costs: queries, round trips for savepoints, CPU time; and where the time goes."""

from __future__ import annotations

import cProfile
import io
import pstats
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connections

from tests.load.walk import STEPS, Walk
from tests.load.world import Person

# Not questions: marks inside a transaction, and SQLite's way to begin one.
MARKS = ("SAVEPOINT", "RELEASE", "ROLLBACK")
NOT_COUNTED = ("BEGIN", "COMMIT")


class QueryMeter:
    """Counts the queries and savepoints of each step, on the connection of the thread that makes it."""

    def __init__(self) -> None:
        self.queries: Counter[str] = Counter()
        self.savepoints: Counter[str] = Counter()
        self.texts: dict[str, list[str]] = defaultdict(list)
        self.seen: list[str] = []

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Hear every statement of this thread."""
        with connections["default"].execute_wrapper(self._hear):
            yield

    def start(self) -> None:
        """Forget what came before."""
        self.seen.clear()

    def stop(self, step: str) -> None:
        """Count what came since."""
        marks = [sql for sql in self.seen if sql.startswith(MARKS)]
        self.queries[step] += len(self.seen) - len(marks)
        self.savepoints[step] += len(marks)
        self.texts[step] += self.seen
        self.seen.clear()

    def as_text(self) -> str:
        """Every statement, by step."""
        return "\n".join(f"{step}\n  " + "\n  ".join(texts) for step, texts in self.texts.items())

    def _hear(
        self, execute: Callable[..., Any], sql: str, parameters: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        if not sql.startswith(NOT_COUNTED):
            self.seen.append(sql)
        return execute(sql, parameters, many, context)


class CpuMeter:
    """This process's CPU time of each step, walk by walk. A little of it is the test client's own."""

    def __init__(self) -> None:
        self.seconds: dict[str, list[float]] = defaultdict(list)
        self.began = 0.0

    def start(self) -> None:
        """Begin."""
        self.began = time.process_time()

    def stop(self, step: str) -> None:
        """End."""
        self.seconds[step].append(time.process_time() - self.began)


@dataclass(frozen=True)
class StepCost:
    """One step of one sign-in."""

    step: str
    queries: int
    savepoints: int
    cpu_ms: float


def count_queries(person: Person) -> QueryMeter:
    """Walk one sign-in and count."""
    meter = QueryMeter()
    with meter.listening():
        Walk(person, meter=meter).run()
    return meter


def step_costs(people: list[Person]) -> list[StepCost]:
    """Walk one sign-in of each person; the first ones only warm up."""
    warm_up = max(1, len(people) // 5)
    for person in people[:warm_up]:
        Walk(person, meter=CpuMeter()).run()
    cpu = CpuMeter()
    for person in people[warm_up:]:
        Walk(person, meter=cpu).run()
    counted = count_queries(people[0])
    # The median: on a busy machine a few walks are slowed by others.
    return [
        StepCost(
            step, counted.queries[step], counted.savepoints[step], statistics.median(cpu.seconds[step]) * 1000
        )
        for step in STEPS
    ]


def where_time_goes(people: list[Person], *, lines: int) -> str:
    """The profile of many sign-ins on the thread that serves pages, by own time and by time with callees."""
    Walk(people[0], meter=CpuMeter()).run()
    profile = _Profile()
    for person in people:
        Walk(person, meter=profile).run()
    text = io.StringIO()
    stats = pstats.Stats(profile.profiler, stream=text)
    stats.sort_stats("tottime").print_stats(lines)
    stats.sort_stats("cumtime").print_stats(lines * 2)
    return text.getvalue()


class _Profile:
    def __init__(self) -> None:
        # CPU time: on a busy machine the wall clock tells of others.
        self.profiler = cProfile.Profile(time.thread_time)

    def start(self) -> None:
        self.profiler.enable()

    def stop(self, step: str) -> None:
        self.profiler.disable()
