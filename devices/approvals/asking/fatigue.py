"""Whether the phones are woken for a request, decided from what was asked before. Pure.

Nobody is worn down: at most so many notifications since the person last said yes. Of each cap a share is kept for
browsers used before, so that a storm of strangers does not silence them; and who was denied or ignored once in a
browser not used before is not rung for again from such a browser for a day. An application that has shown who it is has
the share of strangers, but is none: saying no to it silences nobody.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from devices.approvals.state import State

SOON = timedelta(minutes=10)
MOST_SOON = 3
MOST_SOON_OF_STRANGERS = 2
LATELY = timedelta(hours=24)
MOST_LATELY = 10
MOST_LATELY_OF_STRANGERS = 7

WAKES = "below the caps"
MANY_SOON = "many_soon"
MANY_LATELY = "many_lately"
STRANGER_REFUSED = "stranger_refused"
UNANSWERED = frozenset({State.EXPIRED, State.CANCELLED, State.SUPERSEDED, State.DISPLACED})


@dataclass(frozen=True, kw_only=True)
class Told:
    """A request of before, as far as it told its person something; times by one clock.

    `notifications` were sent for it, the last at `notified_at`. It is `over` when its time is, answered or not, and
    `was_approved` also where its browser went on by another proof. `is_of_application`: no browser asked.
    """

    known_browser: bool
    state: str
    is_over: bool
    was_approved: bool
    notifications: int
    notified_at: datetime | None
    ended_at: datetime | None
    is_of_application: bool = False


@dataclass(frozen=True)
class Decision:
    """Whether the phones are woken, and why (not)."""

    wakes: bool
    reason: str


def decide(
    before: Iterable[Told], *, known_browser: bool, now: datetime, is_of_application: bool = False
) -> Decision:
    """Decides for a request from a browser that was used for this account before, or was not, or from no browser."""
    told = list(before)
    if not (known_browser or is_of_application) and any(_was_refused(one) for one in told):
        return Decision(wakes=False, reason=STRANGER_REFUSED)
    counted = _since_last_success(told)
    for reason, span, most, most_of_strangers in (
        (MANY_SOON, SOON, MOST_SOON, MOST_SOON_OF_STRANGERS),
        (MANY_LATELY, LATELY, MOST_LATELY, MOST_LATELY_OF_STRANGERS),
    ):
        within = [one for one in counted if one.notified_at and now - one.notified_at < span]
        strangers = sum(one.notifications for one in within if not one.known_browser)
        is_full = sum(one.notifications for one in within) >= most
        if is_full or (not known_browser and strangers >= most_of_strangers):
            return Decision(wakes=False, reason=reason)
    return Decision(wakes=True, reason=WAKES)


def _was_refused(one: Told) -> bool:
    """Denied, or ignored: rung for, and ended without an answer. A success later takes nothing back.

    However it ended: who cancels before the person has looked has rung all the same, and would again.
    """
    if one.known_browser or one.is_of_application:
        return False
    is_unanswered = one.state in UNANSWERED or (one.state == State.PENDING and one.is_over)
    return one.state == State.DENIED or (one.notifications > 0 and not one.was_approved and is_unanswered)


def _since_last_success(told: list[Told]) -> list[Told]:
    """All of a request counts where its last notification falls: never too few."""
    successes = [one.ended_at for one in told if one.state == State.CONSUMED and one.ended_at]
    last = max(successes, default=None)
    return [one for one in told if one.notified_at and (last is None or one.notified_at > last)]
