"""Counting first, verifying after: never more tries than the limit (T15)."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.core.cache import cache, caches

from accounts.refusals import TooManyTries
from accounts.throttle import count_try

NOON = "2026-11-22T12:00:00Z"


def is_let_through(key: str = "ann", *, scope: str = "test", limit: int = 5) -> bool:
    try:
        count_try(scope, key, limit=limit, window_seconds=60)
    except TooManyTries:
        return False
    return True


@pytest.mark.both_databases
def test_a_thousand_tries_at_once_let_exactly_the_limit_through() -> None:  # T15
    with time_machine.travel(NOON, tick=False), ThreadPoolExecutor(16) as many:
        let_through = sum(many.map(lambda _: is_let_through(limit=10), range(1000)))

    assert let_through == 10


def test_keys_and_scopes_are_counted_apart() -> None:
    with time_machine.travel(NOON, tick=False):
        assert [is_let_through() for _ in range(6)] == [True] * 5 + [False]

        assert is_let_through("bo")
        assert is_let_through(scope="other")


def test_a_new_window_begins_anew_and_not_sooner() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        for _ in range(5):
            is_let_through()

        clock.shift(59)
        assert not is_let_through()
        clock.shift(2)
        assert is_let_through()


def test_a_refused_try_is_refused_by_its_name_and_tells_no_key() -> None:  # I10
    with time_machine.travel(NOON, tick=False):
        count_try("test", "ann@nordljus.example", limit=1, window_seconds=60)
        with pytest.raises(TooManyTries) as refused:
            count_try("test", "ann@nordljus.example", limit=1, window_seconds=60)

    assert refused.value.status == 429
    assert "ann" not in refused.value.detail


@pytest.mark.both_databases
def test_a_crowd_of_others_does_not_wash_a_counter_out() -> None:  # T15
    # A cache that forgets under pressure would give a guesser fresh tries for the price of some page views.
    with time_machine.travel(NOON, tick=False):
        for _ in range(5):
            is_let_through()

        for stranger in range(5000):
            cache.set(f"session-of-a-stranger-{stranger}", "x", 600)
            is_let_through(f"stranger-{stranger}")

        assert not is_let_through()


def test_a_counter_names_nobody_and_has_the_same_name_in_every_release() -> None:  # I10
    count_try("test", "abc", limit=5, window_seconds=10**10)

    assert caches["ledger"].get("try:test:ba7816bf8f01cfea414140de5dae2223:0") == 1
