"""Counting first, verifying after: never more tries than the limit (T15)."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.refusals import TooManyTries
from accounts.throttle import memory
from accounts.throttle.counting import Limit, count, past, refuse_shut
from accounts.throttle.models import TryCount
from idp.settings.storage import ROOM_IN_MEMORY
from tests.support.at_once import crowd
from tests.support.limits import let_pass

AT_ONCE = 20


def limit_of(key: str = "ann", *, scope: str = "test", most: int = 5, **more: int) -> Limit:
    return Limit(scope=scope, key=key, most=most, **{"seconds": 60} | more)


def is_let_through(*limits: Limit) -> bool:
    try:
        count(*limits or [limit_of()])
    except TooManyTries:
        return False
    return True


def seconds_left(limit: Limit) -> int:
    with pytest.raises(TooManyTries) as refused:
        count(limit)
    assert refused.value.retry_after_seconds is not None
    return refused.value.retry_after_seconds


@pytest.mark.slow
@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_a_thousand_tries_at_once_let_exactly_the_limit_through() -> None:  # T15
    with crowd(AT_ONCE) as many:
        rounds = [many.run([is_let_through_anew(limit_of(most=10))] * AT_ONCE) for _ in range(50)]

    assert sum(let_through for one in rounds for let_through in one) == 10


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("wait_seconds", [0, 60])
def test_tries_at_once_of_nested_keys_let_exactly_the_limit_of_each_through(wait_seconds: int) -> None:  # T15
    wide, narrow, own = limit_of("wide", most=12), limit_of("narrow", most=8), limit_of("own", most=20)
    grows = limit_of("grows", most=7, wait_seconds=wait_seconds)
    with crowd(AT_ONCE) as many:
        first = many.run([is_let_through_anew(wide, narrow, own, grows)] * AT_ONCE)
        memory.forget()
        others = [limit_of(f"narrow {n}") for n in range(AT_ONCE)]
        second = many.run([is_let_through_anew(limit_of("apart", most=12), other) for other in others])

    assert sum(first) == 7
    assert sum(second) == 12


def is_let_through_anew(*limits: Limit) -> Any:
    """A try in a process that knows of no refusal yet: the database alone says no."""

    def attempt() -> bool:
        memory.forget()
        return is_let_through(*limits)

    return attempt


def test_keys_and_scopes_are_counted_apart(db: None) -> None:
    assert [is_let_through() for _ in range(6)] == [True] * 5 + [False]

    assert is_let_through(limit_of("bo"))
    assert is_let_through(limit_of(scope="other"))


@pytest.mark.both_databases
def test_the_seconds_run_from_the_first_try_and_then_begin_anew(db: None) -> None:
    for _ in range(5):
        is_let_through()

    let_pass(30)
    assert not is_let_through()
    let_pass(31)
    assert [is_let_through() for _ in range(6)] == [True] * 5 + [False]


@pytest.mark.both_databases
def test_a_wait_that_grows_is_doubled_with_each_further_try_up_to_an_hour(db: None) -> None:  # E16
    limit = limit_of(seconds=86400, wait_seconds=60)
    for _ in range(5):
        count(limit)

    waits = [seconds_left(limit)]
    for _ in range(8):
        let_pass(waits[-1] + 1)
        count(limit)
        memory.forget()
        waits.append(seconds_left(limit))

    assert 58 <= waits[0] <= 60
    assert all(1.9 < after / before < 2.1 for before, after in pairwise(waits[:7]))
    assert all(3835 < wait <= 3840 for wait in waits[6:])


@pytest.mark.both_databases
def test_a_try_that_is_refused_is_counted_nowhere_else(db: None) -> None:  # T36
    wide, narrow = limit_of("wide", most=12), limit_of("narrow", most=3)
    for _ in range(9):
        memory.forget()
        is_let_through(wide, narrow)

    assert set(TryCount.objects.values_list("tries", "most")) == {(3, 12), (3, 3)}


@pytest.mark.both_databases
def test_where_the_wide_network_is_shut_no_row_is_made_for_a_narrow_one(db: None) -> None:  # T36
    wide = limit_of("wide", most=3)
    for n in range(50):
        memory.forget()
        is_let_through(wide, limit_of(f"narrow {n}"))

    assert TryCount.objects.count() == 1 + 3


def test_a_hundred_thousand_entries_of_strangers_wash_no_counter_out(db: None) -> None:  # T36, T15
    for _ in range(5):
        is_let_through()

    ledger = caches["ledger"]
    for stranger in range(ROOM_IN_MEMORY["MAX_ENTRIES"] + 1):
        ledger.add(f"jti:{stranger}", 1, 600)
    memory.forget()

    assert not is_let_through()


@pytest.mark.both_databases
def test_what_the_caches_lose_is_no_counter(db: None) -> None:  # T36
    for _ in range(5):
        is_let_through()

    for kept in caches.settings:
        caches[kept].clear()
    memory.forget()

    assert not is_let_through()


def test_a_flood_that_is_refused_asks_the_database_nothing(db: None) -> None:  # T36
    for _ in range(6):
        is_let_through()

    with CaptureQueriesContext(connection) as asked:
        assert not any(is_let_through() for _ in range(100))
        with pytest.raises(TooManyTries):
            refuse_shut(limit_of())

    assert len(asked) == 0


def test_a_try_costs_one_statement_however_many_limits_it_has(db: None) -> None:
    limits = [limit_of(f"one of several {n}") for n in range(6)]

    with CaptureQueriesContext(connection) as asked:
        count(*limits)

    assert len(asked) == 1


def test_a_refused_try_says_how_long_and_tells_no_key(db: None) -> None:  # I10
    limit = limit_of("ann@nordljus.example", most=1)
    count(limit)

    with pytest.raises(TooManyTries) as refused:
        count(limit)

    assert refused.value.status == 429
    assert refused.value.retry_after_seconds in {59, 60}
    assert "ann" not in refused.value.detail


def test_a_counter_names_nobody_and_has_the_same_name_in_every_release(db: None) -> None:  # I10
    count(limit_of("abc"))

    assert TryCount.objects.get().pk == "df22f3d63722e9e70996ac3d71518d43"


@pytest.mark.both_databases
def test_what_counts_no_more_is_past_and_nothing_else(db: None) -> None:
    count(limit_of("soon"))
    count(limit_of("late", seconds=600))
    count(limit_of("shut", most=1, wait_seconds=300))

    let_pass(61)

    assert [one.most for one in past()] == [5]
    let_pass(600)
    assert past().count() == 3
