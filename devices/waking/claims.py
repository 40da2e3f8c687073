"""What the outbox of each request says is due, claimed for a while, and what became of it.

Claiming moves `wake_due_at` to the end of the claim: of several workers one wakes, and what a killed one claimed is due
again. Only a request that waits for its answer is ever due: nothing is sent after expiry (I7).
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now

from accounts import clock
from accounts.statements import composed_once
from devices.approvals import kinds
from devices.approvals.models import ApprovalRequest
from devices.approvals.state import State
from devices.phones.access import sign_in_phones, usable_phones
from devices.phones.models import PhoneAccount
from devices.push.contract import GIVE_UP_AFTER_SECONDS

DUE = Q(state=State.PENDING, expires_at__gt=Now(), wake_due_at__lte=Now())
# Longer than a sender may take, and than the clocks of two servers differ.
LEASE = timedelta(seconds=2 * GIVE_UP_AFTER_SECONDS)
# Phones of one worker. Those whose sender hangs count too: no more threads than this pile up, whatever it does.
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


def claim_due() -> Iterator[Claim]:
    """Claims one after the other the requests whose phones are to be woken now, the longest due first."""
    for request in _due():
        claim = _claim(request)
        if claim is not None:
            yield claim


@composed_once
def _due() -> QuerySet[ApprovalRequest]:
    # Those of a kind that only a later release knows are for a worker of that release.
    known = [kind.key for kind in kinds.registered()]
    return ApprovalRequest.objects.filter(DUE, kind__in=known).order_by("wake_due_at")[:AT_ONCE]


def _claim(request: ApprovalRequest) -> Claim | None:
    lease = clock.now() + LEASE
    rows = ApprovalRequest.objects.filter(DUE, pk=request.pk)
    if not rows.update(wake_due_at=lease, wake_tries=F("wake_tries") + 1):
        return None
    # Asked now, not when it was asked for: who was suspended since is not woken.
    phone_ids = frozenset(str(phone_id) for phone_id in answering_phones(request))
    if request.wake_left is not None:
        phone_ids &= frozenset(request.wake_left)
    return Claim(request.pk, phone_ids, until=request.expires_at, lease=lease, tries=request.wake_tries + 1)


def answering_phones(request: ApprovalRequest) -> list[UUID]:
    """The phones that may answer this request."""
    if request.only_account_id:
        return list(PhoneAccount.objects.filter(pk=request.only_account_id).values_list("phone", flat=True))
    whose, kind = request.user_id or uuid4(), kinds.of(request.kind)
    return sign_in_phones(whose) if kind.needs_phone_sign_in else usable_phones(whose)


def note_woken(claims: Sequence[Claim]) -> None:
    """Notes that nobody is left to be woken for these."""
    if claims:
        _still_claimed(claims).update(wake_due_at=None)


def put_off(claim: Claim, *, left: frozenset[str]) -> None:
    """Notes which phones could not be woken: they wait longer after each try, until they are given up."""
    if claim.tries < TRIES:
        due = Now() + wait_after(claim.tries)
        _still_claimed([claim]).update(wake_due_at=due, wake_left=sorted(left))
    else:
        log.error("given up waking %d phones after %d tries", len(left), claim.tries)
        note_woken([claim])


def _still_claimed(claims: Sequence[Claim]) -> QuerySet[ApprovalRequest]:
    """Who asked again meanwhile, or claimed when a claim had run out, has moved the time: that stands."""
    return ApprovalRequest.objects.filter(
        pk__in=[claim.request_id for claim in claims], wake_due_at__in={claim.lease for claim in claims}
    )


def wait_after(tries: int) -> timedelta:
    """How long phones wait that could not be woken so many times: 2 s, 8 s, 32 s."""
    return timedelta(seconds=FIRST_WAIT_SECONDS * 4 ** (tries - 1))
