"""When phones are woken, decided on values."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from devices.approvals.asking.fatigue import (
    MANY_LATELY,
    MANY_SOON,
    STRANGER_REFUSED,
    Decision,
    Told,
    decide,
)
from devices.approvals.state import State

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
WAKES = Decision(wakes=True, reason="below the caps")


def told(*, ago: timedelta, known: bool = True, times: int = 1, state: State = State.CANCELLED) -> Told:
    """A request that sent its last notification so long ago."""
    return Told(
        known_browser=known,
        state=state,
        is_over=state is not State.PENDING,
        was_approved=state in (State.APPROVED, State.CONSUMED),
        notifications=times,
        notified_at=NOW - ago if times else None,
        ended_at=None if state is State.PENDING else NOW - ago + timedelta(seconds=20),
    )


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def asked(*before: Told, known: bool = True) -> Decision:
    return decide(before, known_browser=known, now=NOW)


@pytest.mark.parametrize("known", [True, False])
def test_who_was_told_nothing_is_woken(known: bool) -> None:  # A16
    assert asked(known=known) == WAKES


def test_the_fourth_within_ten_minutes_is_quiet_and_wakes_again_after_them() -> None:  # A16
    three = [told(ago=minutes(m)) for m in (1, 5, 9.9)]

    assert asked(*three).reason == MANY_SOON
    assert asked(*three[:2], told(ago=minutes(10))) == WAKES


def test_the_eleventh_within_a_day_is_quiet_and_wakes_again_after_it() -> None:  # A16
    ten = [told(ago=minutes(60 * hour)) for hour in range(1, 11)]

    assert asked(*ten).reason == MANY_LATELY
    assert asked(*ten[:9], told(ago=timedelta(hours=24))) == WAKES


def test_sending_again_counts_as_often_as_it_was_sent() -> None:  # A16
    assert asked(told(ago=minutes(1), times=2)) == WAKES
    assert asked(told(ago=minutes(1), times=3)).reason == MANY_SOON


def test_a_success_begins_the_count_anew_and_what_came_after_it_counts() -> None:  # A16
    before = [told(ago=minutes(m)) for m in (6, 7, 8)]
    success = told(ago=minutes(5), state=State.CONSUMED)
    after = [told(ago=minutes(m)) for m in (1, 2, 3)]

    assert asked(*before, success) == WAKES
    assert asked(*before, success, *after).reason == MANY_SOON


def test_an_approval_that_signed_nobody_in_is_no_success() -> None:  # A16
    approved = told(ago=minutes(1), state=State.APPROVED)

    assert asked(approved, *[told(ago=minutes(m)) for m in (2, 3)]).reason == MANY_SOON


def test_a_storm_of_strangers_leaves_known_browsers_their_share() -> None:  # T01, A16
    soon = [told(ago=minutes(m), known=False, state=State.PENDING) for m in (1, 2)]
    lately = [told(ago=minutes(60 * hour), known=False, state=State.APPROVED) for hour in range(1, 8)]

    assert asked(*soon, known=False).reason == MANY_SOON
    assert asked(*soon, known=True) == WAKES
    assert asked(*soon, told(ago=minutes(3)), known=True).reason == MANY_SOON
    assert asked(*lately, known=False).reason == MANY_LATELY
    assert asked(*lately, known=True) == WAKES


@pytest.mark.parametrize(
    "state", [State.DENIED, State.EXPIRED, State.CANCELLED, State.SUPERSEDED, State.DISPLACED]
)
def test_after_one_of_a_stranger_was_denied_or_ignored_strangers_are_quiet_for_a_day(
    state: State,
) -> None:  # A16
    refused = told(ago=timedelta(hours=23), known=False, state=state)

    assert asked(refused, known=False).reason == STRANGER_REFUSED
    assert asked(refused, known=True) == WAKES
    assert asked(replace(refused, known_browser=True), known=False) == WAKES, (
        "their own browser's is no refusal"
    )


def test_ignored_is_what_ran_out_before_the_housekeeping_wrote_it_down_too() -> None:  # A16
    ran_out = replace(told(ago=minutes(30), known=False, state=State.PENDING), is_over=True)

    assert asked(ran_out, known=False).reason == STRANGER_REFUSED


@pytest.mark.parametrize(
    "harmless",
    [
        told(ago=minutes(30), known=False, state=State.PENDING),
        told(ago=minutes(30), known=False, times=0, state=State.CANCELLED),
        told(ago=minutes(30), known=False, times=0, state=State.EXPIRED),
        replace(told(ago=minutes(30), known=False, state=State.EXPIRED), was_approved=True),
    ],
    ids=["it still waits", "cancelled, and nobody was told", "nobody was told of it", "it was answered"],
)
def test_nothing_else_is_a_refusal(harmless: Told) -> None:  # A16
    assert asked(harmless, known=False) == WAKES


def test_a_quiet_one_that_was_denied_in_the_app_is_a_refusal() -> None:  # A16
    denied = told(ago=minutes(30), known=False, times=0, state=State.DENIED)

    assert asked(denied, known=False).reason == STRANGER_REFUSED


def test_a_success_takes_no_refusal_back() -> None:  # A16
    """A person signs in every day: each time, a stranger would be rung for once more."""
    refused = told(ago=minutes(30), known=False, state=State.DENIED)

    assert asked(refused, told(ago=minutes(5), state=State.CONSUMED), known=False).reason == STRANGER_REFUSED


def test_saying_no_to_an_application_silences_neither_it_nor_strangers() -> None:  # A16 G03
    denied = replace(told(ago=minutes(30), known=False, state=State.DENIED), is_of_application=True)

    assert decide([denied], known_browser=False, now=NOW, is_of_application=True) == WAKES
    assert asked(denied, known=False) == WAKES


def test_a_stranger_who_was_refused_silences_no_application() -> None:  # A16 G03
    refused = told(ago=minutes(30), known=False, state=State.DENIED)

    assert decide([refused], known_browser=False, now=NOW, is_of_application=True) == WAKES


def test_applications_have_the_share_of_strangers_and_leave_known_browsers_theirs() -> None:  # T01 A16 G03
    soon = [replace(told(ago=minutes(m), known=False), is_of_application=True) for m in (1, 2)]

    assert decide(soon, known_browser=False, now=NOW, is_of_application=True).reason == MANY_SOON
    assert asked(*soon, known=True) == WAKES
