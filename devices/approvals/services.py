"""Ending and finding what browsers asked for: by the browser that asked, and by time."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Case, QuerySet, When

from accounts import clock
from accounts.statements.composing import composed_once, first
from devices.approvals.models import ApprovalRequest
from devices.approvals.moves import ENDED_AT_ONCE, RUN_OUT, STILL_OPEN, move
from devices.approvals.state import OPEN, State
from devices.news import announce
from devices.phones.living import silence
from devices.phones.living.silence import Signs
from devices.phones.models import Phone, PhoneAccount

CLOCKS_DIFFER = timedelta(seconds=5)


def end_by_browser(request: ApprovalRequest, target: State, *, binding: str) -> bool:
    """The asking browser cancels its request, or replaces it by a newer one of its own."""
    if not move(request, target, binding=binding):
        return False
    announce.person_has_news(request.user_id or uuid.uuid4())
    return True


@transaction.atomic
def withdraw(*, binding: str, is_replaced: bool) -> None:
    """Ends whatever this browser still has open: phones take it off their screens (A15)."""
    # In one order: two windows of this browser that both withdraw never wait for each other in a ring.
    for request in _waiting_of(binding):
        replaced = is_replaced and end_by_browser(request, State.SUPERSEDED, binding=binding)
        if not replaced:
            end_by_browser(request, State.CANCELLED, binding=binding)


@composed_once
def _waiting_of(binding: str, /) -> QuerySet[ApprovalRequest]:
    return ApprovalRequest.objects.filter(STILL_OPEN, browser_digest=binding).order_by("pk")


def request_of_browser(binding: str) -> ApprovalRequest | None:
    """The request of the browser with this binding, a decoy like any other; nobody else can find it.

    The one that is open; of several, or of none but ended ones, the last.
    """
    return first(_last_of(binding))


@composed_once
def _last_of(binding: str, /) -> QuerySet[ApprovalRequest]:
    rows = ApprovalRequest.objects.filter(browser_digest=binding)
    return rows.order_by(Case(When(state__in=OPEN, then=0), default=1), "-asked_at")[:1]


def silent_among(accounts: Sequence[PhoneAccount], *, now: datetime) -> set[uuid.UUID]:
    """Which of these accounts of one person are on phones that may have lost their keys; `phone` must be loaded.

    What browsers asked in vain that its person never signed in with says nothing: anybody may ask (T35).
    """
    signs = {account.pk: _signs_of(account.phone) for account in accounts}
    silent = {pk for pk, one in signs.items() if silence.may_have_lost_keys(one, now=now)}
    unsure = {
        pk: one
        for pk, one in signs.items()
        if pk not in silent and now - one.heard_at >= silence.UNANSWERED_AFTER
    }
    if not unsure:
        return silent
    in_vain = ApprovalRequest.objects.filter(
        user=accounts[0].user_id, state=State.EXPIRED, known_browser=True
    )
    # Whether so many came since somewhen, the last so many tell.
    lately = list(in_vain.order_by("-asked_at").values_list("asked_at", flat=True)[: silence.MOST_UNANSWERED])
    for pk, one in unsure.items():
        unanswered = sum(asked_at > one.heard_at for asked_at in lately)
        if silence.may_have_lost_keys(replace(one, unanswered=unanswered), now=now):
            silent.add(pk)
    return silent


def _signs_of(phone: Phone) -> Signs:
    return Signs(added_at=phone.created_at, last_seen_at=phone.last_seen_at, emptied_at=phone.emptied_at)


def expire_if_due(request: ApprovalRequest) -> ApprovalRequest:
    """The request as it stands now; moved to expired first when it has run out.

    Whether it has, the database's clock says. What we know of it saves the question while the end is not near.
    """
    is_near = request.state in OPEN and clock.now() >= request.runs_out_at - CLOCKS_DIFFER
    if is_near and move(request, State.EXPIRED):
        request.refresh_from_db()
    return request


def expire_due() -> int:
    """Moves every request that has run out to expired; for the housekeeping of the server. Returns how many."""
    expired = 0
    # Until none is left: a flood of requests must not outrun a fixed number per run (T01).
    while due := list(ApprovalRequest.objects.filter(RUN_OUT)[:ENDED_AT_ONCE]):
        expired += sum(move(request, State.EXPIRED) for request in due)
    return expired
