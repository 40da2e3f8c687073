"""The one clock: asked of the database seldom, right whatever happens to this machine's (T38)."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.core.exceptions import SynchronousOnlyOperation
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from accounts import clock
from tests.support.clock import machine_off

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]
apart = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite reads the clock of its server's machine"
)


@pytest.fixture(autouse=True)
def _right_afterwards() -> Iterator[None]:
    yield
    clock.keep_right()


def of_the_database() -> float:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXTRACT(EPOCH FROM CLOCK_TIMESTAMP())")
        return float(cursor.fetchone()[0])


@pytest.mark.skipif(connection.vendor != "sqlite", reason="of SQLite")
def test_sqlites_clock_is_this_machines_however_it_jumps() -> None:
    with time_machine.travel("2031-05-01T12:00:00Z", tick=False):
        assert clock.now() == datetime(2031, 5, 1, 12, tzinfo=UTC)


@apart
def test_it_is_the_databases_to_the_millisecond() -> None:  # T38
    clock.keep_right()

    assert of_the_database() - 0.1 <= clock.seconds() <= of_the_database() + 0.1
    assert clock.now().tzinfo is UTC


@apart
def test_nobodys_page_asks_the_database(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    clock.keep_right()

    with django_assert_num_queries(0):
        assert clock.now() <= clock.now()


@apart
@pytest.mark.parametrize("jump", [3600, -3600])
def test_when_this_machines_clock_is_set_the_database_is_asked_once(
    jump: float, django_assert_num_queries: DjangoAssertNumQueries
) -> None:  # T38
    clock.keep_right()

    with django_assert_num_queries(2), machine_off(jump):  # the second when it is set right again
        first, again = clock.seconds(), clock.seconds()

    assert [first, again] == pytest.approx([time.time()] * 2, abs=2)


@apart
def test_it_is_asked_again_when_the_answer_is_a_minute_old(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    clock.keep_right()

    with django_assert_num_queries(0):
        clock.keep_right()
    monkeypatch.setattr(clock, "ASKED_EVERY_SECONDS", 0)
    with django_assert_num_queries(1):
        clock.keep_right()


@apart
def test_nothing_on_the_loop_waits_for_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "_last", None)

    async def on_the_loop() -> float:
        with pytest.raises(SynchronousOnlyOperation):
            connection.cursor()
        return clock.seconds()

    assert asyncio.run(on_the_loop()) == pytest.approx(time.time(), abs=5)
    assert clock._last is None


@apart
def test_of_slow_answers_the_quickest_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    readings = iter(
        [reading(database=1.0, took=0.9), reading(database=2.0, took=0.2), reading(3.0, took=0.4)]
    )
    monkeypatch.setattr(clock, "_read", lambda: next(readings))
    monkeypatch.setattr(clock, "_last", None)

    clock.keep_right()
    before = time.monotonic()
    now = clock.seconds()

    assert before <= now - 2.0 <= time.monotonic()


@apart
def test_a_machine_whose_clock_is_wrong_is_told_of_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:  # T38
    monkeypatch.setattr(clock, "_last", None)
    monkeypatch.setattr(clock, "ASKED_EVERY_SECONDS", 0)

    with machine_off(600):
        clock.keep_right()
        clock.keep_right()

    told = [record.getMessage() for record in caplog.records if record.name == "handslag.clock"]
    assert told == [
        "this machine's clock is +600 s from the database's, whose time counts: set both right",
    ]


@pytest.mark.parametrize(
    ("ago", "is_within"), [(0, True), (59, True), (61, False), (-3, True), (-60, False), (1e9, False)]
)
def test_what_is_from_times_to_come_is_not_within_any(ago: float, is_within: bool) -> None:  # T38
    assert clock.is_within(clock.seconds() - ago, 60) is is_within


def reading(database: float, *, took: float) -> Any:
    """What the database answers, when this machine's clock is right."""
    now = time.monotonic()
    return clock._Reading(database=database, machine=time.time() - now, asked_at=now, took=took)
