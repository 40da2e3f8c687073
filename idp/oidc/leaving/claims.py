"""What is due, claimed for a while, and how it ended.

Notices are claimed one by one and sent address by address: one whose server hangs keeps no other waiting. What
does not arrive is tried again after a pause that grows; what never does is said in the log.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Now

from accounts import clock
from accounts.audit.log import record
from accounts.statements.composing import composed_once
from idp.oidc.applications.events import NOT_TOLD
from idp.oidc.leaving.models import LogoutNotice

# Longer than one turn of sending may take, and than the clocks of two servers differ.
LEASE = timedelta(minutes=1)
MOST_IN_A_TURN = 20
# Applications of one worker. Those whose server hangs count too.
AT_ONCE = 8
PAUSES_SECONDS = [10, 60, 5 * 60, 30 * 60, 2 * 3600]
State = LogoutNotice.State


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of one notice; `status` 0: nobody answered."""

    notice: int
    has_arrived: bool
    status: int


def claim_due(*, most: int, without: Sequence[str]) -> list[list[LogoutNotice]]:
    """Claim what is due, the longest due first, for so many addresses at most; each has a list of its own.

    Of organisations that are not in use none: nobody could read their keys.
    """
    by_address: dict[str, list[LogoutNotice]] = {}
    for row in _due(*without):
        mine = by_address.get(row.address, [])
        has_room = len(mine) < MOST_IN_A_TURN and (mine or len(by_address) < most)
        if has_room and _claimable().filter(pk=row.pk, due_at=row.due_at).update(due_at=Now() + LEASE):
            by_address.setdefault(row.address, []).append(row)
    return list(by_address.values())


@composed_once
def _due(*address: str) -> QuerySet[LogoutNotice]:
    due = _claimable().exclude(address__in=address).select_related("tenant", "user")
    return due.order_by("due_at")[: AT_ONCE * MOST_IN_A_TURN]


def _claimable() -> QuerySet[LogoutNotice]:
    return LogoutNotice.objects.filter(state=State.WAITS, due_at__lte=Now(), tenant__is_active=True)


def note(notices: Iterable[LogoutNotice], outcomes: Iterable[Outcome]) -> None:
    """Note how each ended that was sent; the others are due again when the first that failed is."""
    by_notice = {outcome.notice: outcome for outcome in outcomes}
    for notice in notices:
        outcome = by_notice.get(notice.pk)
        if outcome is None:
            _waiting(notice).update(due_at=clock.now() + timedelta(seconds=PAUSES_SECONDS[0]))
        else:
            _note_one(notice, outcome)


@transaction.atomic
def _note_one(notice: LogoutNotice, outcome: Outcome) -> None:
    said = {"status": outcome.status, "tries": F("tries") + 1, "last_at": Now()}
    if outcome.has_arrived:
        _waiting(notice).update(state=State.ARRIVED, **said)
    elif notice.tries < len(PAUSES_SECONDS):
        pause = timedelta(seconds=PAUSES_SECONDS[notice.tries])
        _waiting(notice).update(due_at=clock.now() + pause, **said)
    elif _waiting(notice).update(state=State.FAILED, **said):
        record(NOT_TOLD, tenant=notice.tenant, subject=notice.user, application=notice.name)


def _waiting(notice: LogoutNotice) -> QuerySet[LogoutNotice]:
    return LogoutNotice.objects.filter(pk=notice.pk, state=State.WAITS)
