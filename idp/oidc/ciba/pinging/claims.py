"""Telling an application that it may ask now (CIBA Core 1.0, section 10.2): what is due, claimed, and how it ended.

A request's row is its own outbox. From the first it is due when its time ends, and its end moves that forward, so
whatever stops meanwhile it is told. It is told of a few times, and after that no more: who missed it may ask all the
same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, QuerySet
from django.db.models.functions import Now

from accounts import clock
from accounts.encryption import decrypt, encrypt
from accounts.statements.composing import Move, changed_once, composed_once
from idp.oidc.ciba.models import BackchannelRequest

PURPOSE = "what applications are told"
# Longer than one call may take, and than the clocks of two servers differ.
LEASE = timedelta(seconds=30)
# Applications of one worker. Those whose server hangs count too.
AT_ONCE = 8
# An approval that is not used within a minute is over, so there is no sense in pauses that grow for long.
PAUSES_SECONDS = [2, 5, 10, 20]
MOST_TRIES = len(PAUSES_SECONDS) + 1
OVER = {"ping_due_at": None, "encrypted_notification_token": "", "encrypted_id": ""}


@dataclass(frozen=True)
class Claim:
    """One application that is to be told once, by whoever holds this."""

    pk: int
    application: int
    address: str
    auth_req_id: str
    token: str
    lease: datetime
    tries: int


def kept_for(notification_token: str, auth_req_id: str, *, until: datetime) -> dict[str, object]:
    """What the row keeps, so that the application can be told; nothing of one that asks again and again."""
    if not notification_token:
        return {}
    return {
        "encrypted_notification_token": encrypt(notification_token, purpose=PURPOSE),
        "encrypted_id": encrypt(auth_req_id, purpose=PURPOSE),
        "ping_due_at": until,
    }


def tell_soon(request_id: UUID) -> None:
    """The question is over: its application is to be told now."""
    _tell_now(request_id)


@changed_once
def _tell_now(request: UUID, /) -> Move:
    waiting = BackchannelRequest.objects.filter(request=request, ping_due_at__isnull=False, ping_tries=0)
    return waiting, {"ping_due_at": Now()}


def claim_due(*, most: int, without: Collection[int]) -> Iterator[Claim]:
    """Claim what is due, of each application one: one that hangs keeps no other waiting."""
    taken: set[int] = set()
    for row in _due(*without):
        if len(taken) < most and row.application_id not in taken and (claim := _claim(row)) is not None:
            taken.add(row.application_id)
            yield claim


@composed_once
def _due(*application: int) -> QuerySet[BackchannelRequest]:
    due = BackchannelRequest.objects.filter(ping_due_at__lte=Now()).exclude(application__pk__in=application)
    return due.select_related("application").order_by("ping_due_at")[: 4 * AT_ONCE]


def _claim(row: BackchannelRequest) -> Claim | None:
    lease = clock.now() + LEASE
    # Still due: of two workers one moves it, and the other finds it moved.
    due = BackchannelRequest.objects.filter(pk=row.pk, ping_due_at__lte=Now())
    if not due.update(ping_due_at=lease, ping_tries=F("ping_tries") + 1):
        return None
    return Claim(
        pk=row.pk,
        application=row.application_id,
        address=row.application.notification_uri,
        auth_req_id=decrypt(row.encrypted_id, purpose=PURPOSE),
        token=decrypt(row.encrypted_notification_token, purpose=PURPOSE),
        lease=lease,
        tries=row.ping_tries + 1,
    )


def note(claim: Claim, *, is_done: bool) -> None:
    """Note how it ended: it was taken, or can be tried again; what was told needs to be kept no longer."""
    held = BackchannelRequest.objects.filter(pk=claim.pk, ping_due_at=claim.lease)
    if is_done or claim.tries >= MOST_TRIES:
        held.update(**OVER)
    else:
        held.update(ping_due_at=Now() + timedelta(seconds=PAUSES_SECONDS[claim.tries - 1]))
