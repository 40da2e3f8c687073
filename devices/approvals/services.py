"""Asking phones and finishing what they approved: the browser's side of a request, and what phones are shown."""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Case, F, Q, QuerySet, When
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.audit.log import record
from accounts.policy.facts import Rules
from accounts.statements import composed_once, first
from accounts.tenants.models import Tenant
from accounts.users.access import hold_user
from accounts.users.models import User
from devices.approvals import kinds
from devices.approvals.kinds import Kind
from devices.approvals.models import ApprovalRequest
from devices.approvals.moves import (
    ASKED,
    ENDED_AT_ONCE,
    NAME_TRIED,
    NOBODY_ASKED,
    RUN_OUT,
    STILL_OPEN,
    move,
)
from devices.approvals.refusals import PolicyChanged, ResentTooOften
from devices.approvals.state import OPEN, State
from devices.news import announce
from devices.phones.access import sign_in_phones, usable_phones
from devices.phones.models import PhoneAccount
from devices.phones.settings import KEY, PhoneSettings, phone_settings

MOST_OPEN = 3
RESEND_AFTER = timedelta(seconds=30)
CLOCKS_DIFFER = timedelta(seconds=5)
MOST_RESENDS = 2


@dataclass(frozen=True)
class Asking:
    """Who asks for an approval, from where. `user` None makes a decoy; `binding` is the browser's digest.

    `named` is whose name it is where nobody may be asked all the same: for the log alone.
    `rules` are the tenant's, as they were just read.
    """

    tenant: Tenant
    rules: Rules
    username: str
    user: User | None
    kind: Kind
    binding: str
    known_browser: bool
    context: dict[str, Any]
    only_account: PhoneAccount | None = None
    named: User | None = None

    @property
    def asked_for(self) -> str:
        """A keyed digest of the username: whoever reads the table learns no names that people tried."""
        return salted_hmac("handslag.asked_for", self.username, algorithm="sha256").hexdigest()


@transaction.atomic
def request_approval(asking: Asking, *, now: datetime) -> ApprovalRequest:
    """Makes a request, and tells the phones that may answer it once it is committed.

    A decoy (nobody to ask, or too many open requests already) makes the same row, which no phone ever sees.
    """
    if KEY not in asking.rules:
        raise PolicyChanged(f"tenant {asking.tenant.slug} has no policy for phones")
    made = _new_request(asking, taken=_open_numbers(asking), now=now)
    phone_ids = answering_phones(made)
    # The row is its own outbox: that phones are to be woken is written with it, and lost with it only.
    made.wake_due_at = now if phone_ids else None
    made.save(force_insert=True)
    _note(asking, made, is_anybody_asked=bool(phone_ids))
    _tell(phone_ids)
    return made


def _note(asking: Asking, made: ApprovalRequest, *, is_anybody_asked: bool) -> None:
    """Records what was asked, and of whom; for a name that nobody may use, from where it was tried, not what it was."""
    whose = asking.user or asking.named
    asked = ASKED if is_anybody_asked else NOBODY_ASKED
    record(
        asked if whose is not None else NAME_TRIED,
        tenant=made.tenant_id,
        subject=whose,
        request=str(made.pk),
        kind=made.kind,
        address=asking.context["ip"],
    )


def _new_request(asking: Asking, *, taken: set[str] | None, now: datetime) -> ApprovalRequest:
    """The row to be stored; beyond what a person may have open it asks nobody and is quiet."""
    settings = phone_settings(asking.rules)
    return ApprovalRequest(
        tenant=asking.tenant,
        user=None if taken is None else asking.user,
        asked_for=asking.asked_for,
        only_account=asking.only_account,
        kind=asking.kind.key,
        match=settings.match(
            known_browser=asking.known_browser,
            must_type=asking.kind.must_type,
            may_approve=asking.tenant.is_personal,
        ),
        digits=settings.digits,
        number=_new_number(settings.digits, taken=taken or set()),
        unlock_required=asking.kind.unlock_required,
        known_browser=asking.known_browser,
        context=_shown(asking.context, settings),
        browser_digest=asking.binding,
        is_quiet=taken is None,
        asked_at=now,
        expires_at=now + timedelta(seconds=settings.life_seconds),
    )


def _shown(context: dict[str, Any], settings: PhoneSettings) -> dict[str, Any]:
    """Who asks and from where, as far as the tenant shows it on the phone (E08)."""
    withheld = dict.fromkeys(() if settings.show_place else ("place", "ip"), "")
    withheld |= dict.fromkeys(() if settings.show_application else ("application",), "")
    return context | withheld


def _open_numbers(asking: Asking) -> set[str] | None:
    """Numbers of this username's open requests; None when no more may be opened.

    Known browsers and strangers are counted apart: a storm of strangers never keeps the person's own browser out.
    """
    # Who asks at the same moment waits here: else all of them see the same open requests, and room for one more.
    hold_user(asking.user.pk if asking.user else uuid.uuid4())
    rows = _open_of(asking.asked_for)
    # Of a kind that does not count, a request takes no place, and always has one.
    beside = [key for _, known, key in rows if known == asking.known_browser and _takes_a_place(key)]
    has_room = len(beside) < MOST_OPEN or not asking.kind.counts
    return {number for number, _, _ in rows} if has_room else None


def _takes_a_place(key: str) -> bool:
    kind = kinds.find(key)
    return kind is None or kind.counts


@composed_once
def _open_of(asked_for: str, /) -> QuerySet[ApprovalRequest, tuple[str, bool, str]]:
    rows = ApprovalRequest.objects.filter(STILL_OPEN, asked_for=asked_for, is_quiet=False)
    return rows.values_list("number", "known_browser", "kind")


def _new_number(digits: int, *, taken: set[str]) -> str:
    """A uniformly random number that no other open request of the account shows."""
    while True:
        number = f"{secrets.randbelow(10**digits):0{digits}d}"
        if number not in taken:
            return number


def _tell(phone_ids: list[uuid.UUID]) -> None:
    """Tells these phones after the commit: open ones by their socket, the worker that it has some to wake.

    For a decoy there are none, and the news goes to a phone that is not there: time tells nothing either (A18).
    """
    announce.phones_have_news(phone_ids or [uuid.uuid4()])
    if phone_ids:
        announce.phones_are_to_be_woken()


def answering_phones(request: ApprovalRequest) -> list[uuid.UUID]:
    """The phones that may answer this request; none for a decoy, after the same look."""
    if request.only_account_id:
        return list(PhoneAccount.objects.filter(pk=request.only_account_id).values_list("phone", flat=True))
    whose, kind = request.user_id or uuid.uuid4(), kinds.find(request.kind)
    if kind is None:
        return []
    return sign_in_phones(whose) if kind.needs_phone_sign_in else usable_phones(whose)


@transaction.atomic
def send_again(request: ApprovalRequest, *, binding: str) -> None:
    """Wakes the phones once more: after 30 seconds, at most twice a request."""
    phone_ids = answering_phones(request)
    rows = ApprovalRequest.objects.filter(
        pk=request.pk,
        state=State.PENDING,
        browser_digest=binding,
        expires_at__gt=Now(),
        asked_at__lte=Now() - RESEND_AFTER,
        resends__lt=MOST_RESENDS,
    )
    due = Now() if phone_ids else None
    if not rows.update(resends=F("resends") + 1, wake_due_at=due, wake_tries=0, wake_left=None):
        raise ResentTooOften(f"request {request.pk}")
    _tell(phone_ids)


def end_by_browser(request: ApprovalRequest, target: State, *, binding: str) -> bool:
    """The asking browser cancels its request, or replaces it by a newer one of its own."""
    if not move(request, target, only=Q(browser_digest=binding)):
        return False
    announce.phones_have_news(answering_phones(request))
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


def expire_if_due(request: ApprovalRequest) -> ApprovalRequest:
    """The request as it stands now; moved to expired first when it has run out.

    Whether it has, the database's clock says. Ours only saves the question while the end is clearly not near.
    """
    is_near = request.state in OPEN and timezone.now() >= request.runs_out_at - CLOCKS_DIFFER
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
