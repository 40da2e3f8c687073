"""Wrong passwords and codes: a wait that grows, a total a month, and the same one again not counted (E16)."""

from __future__ import annotations

import pytest

from accounts.refusals import TooManyTries
from accounts.throttle import memory
from accounts.throttle.guesses import MOST_A_MONTH, Guesses
from accounts.throttle.models import TryCount
from tests.support.limits import let_pass

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]
ANN = Guesses(method="password", username="ann@nordljus.example")
HER_BROWSER = Guesses(method="password", username="ann@nordljus.example", whose="d1")
DAY = 86400


def guess(guesses: Guesses = ANN, digest: str = "") -> bool:
    """A wrong one; whether it was let through."""
    memory.forget()
    try:
        guesses.count()
    except TooManyTries:
        return False
    guesses.was_wrong(digest)
    return True


def test_the_tenth_wrong_one_shuts_for_a_minute_and_the_next_for_two() -> None:  # E16
    assert [guess() for _ in range(11)] == [True] * 10 + [False]
    assert 58 <= ANN.seconds_shut() <= 60

    let_pass(61)
    assert [guess() for _ in range(2)] == [True, False]
    assert 118 <= ANN.seconds_shut() <= 120


def test_a_browser_used_before_is_counted_apart() -> None:  # E16
    for _ in range(11):
        guess()

    assert HER_BROWSER.seconds_shut() == 0
    assert [guess(HER_BROWSER) for _ in range(11)] == [True] * 10 + [False]


def test_a_right_one_begins_only_its_own_count_anew() -> None:  # E16
    for _ in range(9):
        guess()
        guess(HER_BROWSER)

    HER_BROWSER.count()
    HER_BROWSER.was_right()

    assert [guess(HER_BROWSER) for _ in range(11)] == [True] * 10 + [False]
    assert [guess() for _ in range(2)] == [True, False]


def test_the_last_three_wrong_ones_are_not_counted_again() -> None:  # E16
    three = ["aaaaaaaa", "bbbbbbbb", "cccccccc"]

    assert all(guess(digest=digest) for digest in three * 20)

    assert set(TryCount.objects.values_list("tries", flat=True)) == {3}


def test_one_before_the_last_three_counts_again() -> None:  # E16
    for n in range(4):
        guess(digest=f"{n:08}")

    guess(digest="00000000")

    assert set(TryCount.objects.values_list("tries", flat=True)) == {5}


def test_the_same_as_the_tenth_undoes_the_wait_it_began() -> None:  # E16
    for n in range(9):
        guess(digest=f"{n:08}")

    assert guess(digest="00000008")
    assert ANN.seconds_shut() == 0
    assert [guess(digest=f"{n:08}") for n in (10, 11)] == [True, False]


def test_after_a_hundred_in_a_month_no_wait_helps_until_it_is_over() -> None:  # T15: SP 800-63B-4 3.2.2
    let_through = 0
    for _ in range(200):
        let_through += guess()
        # An hour and a bit: every wait of the growing kind is over.
        let_pass(4000)

    assert let_through == MOST_A_MONTH
    assert ANN.seconds_shut() > 15 * DAY
    assert guess(HER_BROWSER)
    let_pass(30 * DAY)
    assert guess()


def test_a_right_one_is_not_counted_in_the_month() -> None:
    for _ in range(150):
        ANN.count()
        ANN.was_right()

    assert set(TryCount.objects.values_list("tries", flat=True)) == {0}


def test_who_is_released_begins_anew() -> None:
    for _ in range(11):
        guess()

    ANN.release()

    assert not TryCount.objects.exists()
    assert guess()
