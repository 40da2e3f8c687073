"""When a session ends by itself: facts in, a moment out."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.sessions.limits import Limits, end_of

BEGUN = datetime(2026, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
LIMITS = Limits(silence=2 * HOUR, age=10 * HOUR)


@pytest.mark.parametrize(
    ("seen", "proof_ends", "ends"),
    [
        (0 * HOUR, None, 2 * HOUR),
        (5 * HOUR, None, 7 * HOUR),
        (9 * HOUR, None, 10 * HOUR),
        (5 * HOUR, 6 * HOUR, 6 * HOUR),
        (5 * HOUR, 8 * HOUR, 7 * HOUR),
    ],
    ids=["never seen again", "seen later", "as old as it may be", "with its proof", "before its proof"],
)
def test_it_ends_by_the_first_of_its_limits(
    seen: timedelta, proof_ends: timedelta | None, ends: timedelta
) -> None:  # A19
    ends_at = None if proof_ends is None else BEGUN + proof_ends

    assert end_of(begun_at=BEGUN, last_seen_at=BEGUN + seen, ends_at=ends_at, limits=LIMITS) == BEGUN + ends


@pytest.mark.parametrize(
    ("silence", "minutes"), [(timedelta(minutes=15), 1), (HOUR, 4), (12 * HOUR, 5)], ids=str
)
def test_the_shorter_the_silence_the_more_often_it_is_noted_that_somebody_was_seen(
    silence: timedelta, minutes: int
) -> None:  # A19
    assert Limits(silence=silence, age=12 * HOUR).seen_every == timedelta(minutes=minutes)
