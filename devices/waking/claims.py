"""What the outbox of each request says is due, claimed for a while, and what became of it.

Claiming moves `wake_due_at` to the end of the claim: of several workers one wakes, and what a killed one claimed is due
again. Only a request that waits for its answer is ever due: nothing is sent after expiry (I7).
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from accounts.statements import composed_once
from devices.approvals.models import ApprovalRequest
from devices.approvals.services import answering_phones
from devices.approvals.state import State
from devices.push.contract import GIVE_UP_AFTER_SECONDS

DUE = Q(state=State.PENDING, expires_at__gt=Now(), wake_due_at__lte=Now())
# Longer than a sender may take, and than the clocks of two servers differ.
LEASE = timedelta(seconds=2 * GIVE_UP_AFTER_SECONDS)
# Of one worker, by threads: those that hang count too, so they are never more, whatever a sender does.
AT_ONCE = 32
TRIES = 4
FIRST_WAIT_SECONDS = 2

log = logging.getLogger("handslag.push")


@dataclass(frozen=True)
class Claim:
    """The phones of one request, to be woken by whoever holds this; `until` is the request's end."""

    request_id: UUID
    phone_ids: frozenset[str]
    until: datetime
    lease: datetime
    tries: int


def claim_due(*, most: int) -> list[Claim]:
    """Claims at most so many requests whose phones are to be woken now, the longest due first."""
    return [claim for request in _due()[:most] if (claim := _claim(request)) is not None]


@composed_once
def _due() -> QuerySet[ApprovalRequest]:
    return ApprovalRequest.objects.filter(DUE).order_by("wake_due_at")[:AT_ONCE]


def _claim(request: ApprovalRequest) -> Claim | None:
    lease = timezone.now() + LEASE
    rows = ApprovalRequest.objects.filter(DUE, pk=request.pk)
    if not rows.update(wake_due_at=lease, wake_tries=F("wake_tries") + 1):
        return None
    # Asked now, not when it was asked for: who was suspended since is not woken.
    phone_ids = frozenset(str(phone_id) for phone_id in answering_phones(request))
    if request.wake_left is not None:
        phone_ids &= frozenset(request.wake_left)
    return Claim(request.pk, phone_ids, until=request.expires_at, lease=lease, tries=request.wake_tries + 1)


def settle(claims: Sequence[Claim]) -> None:
    """Notes that every phone of these was woken."""
    if claims:
        _still_claimed(claims).update(wake_due_at=None)


def put_off(claim: Claim, *, left: frozenset[str]) -> None:
    """Notes which phones could not be woken: they wait longer after each try, until they are given up."""
    if claim.tries < TRIES:
        due = Now() + wait_after(claim.tries)
        _still_claimed([claim]).update(wake_due_at=due, wake_left=sorted(left))
    else:
        log.error("given up waking %d phones after %d tries", len(left), claim.tries)
        settle([claim])


def _still_claimed(claims: Sequence[Claim]) -> QuerySet[ApprovalRequest]:
    """Who asked again meanwhile, or claimed when a claim had run out, has moved the time: that stands."""
    return ApprovalRequest.objects.filter(
        pk__in=[claim.request_id for claim in claims], wake_due_at__in={claim.lease for claim in claims}
    )


def wait_after(tries: int) -> timedelta:
    """How long phones wait that could not be woken so many times: 2 s, 8 s, 32 s."""
    return timedelta(seconds=FIRST_WAIT_SECONDS * 4 ** (tries - 1))
