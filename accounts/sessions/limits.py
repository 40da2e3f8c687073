"""When a session ends by itself. Pure: facts in, a moment out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

# A session is written to at most so often, to say that somebody was seen.
SEEN_EVERY = timedelta(minutes=5)
PARTS_OF_SILENCE = 15


@dataclass(frozen=True)
class Limits:
    """How long a session lasts: `silence` after somebody was last seen, `age` after it began."""

    silence: timedelta
    age: timedelta

    @property
    def seen_every(self) -> timedelta:
        """How old the note of when somebody was last seen may become: a fifteenth of the silence, five minutes at most.

        So much sooner than by the limit a session can end.
        """
        return min(SEEN_EVERY, self.silence / PARTS_OF_SILENCE)


def latest_end_of(*, begun_at: datetime, ends_at: datetime | None, limits: Limits) -> datetime:
    """Return when it ends however often somebody is seen: by its age, or with what proved it."""
    by_age = begun_at + limits.age
    return by_age if ends_at is None else min(by_age, ends_at)


def end_of(
    *, begun_at: datetime, last_seen_at: datetime, ends_at: datetime | None, limits: Limits
) -> datetime:
    """Return when it ends unless somebody is seen again: no later than by its age, nor than what proved it."""
    by_limits = min(last_seen_at + limits.silence, begun_at + limits.age)
    return by_limits if ends_at is None else min(by_limits, ends_at)
