"""Asking phones, and asking them once more."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils.crypto import salted_hmac

from accounts.audit.log import record
from accounts.audit.unknown_names import count_unknown_name
from accounts.methods.proof import HAVE
from accounts.policy.facts import Rules
from accounts.statements.composing import added_once
from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.approvals.asking.earlier import Earlier, await_turn, earlier_of
from devices.approvals.asking.fatigue import LATELY, Decision
from devices.approvals.asking.places import Place
from devices.approvals.kinds import Kind
from devices.approvals.models import ApprovalRequest
from devices.approvals.moves import ASKED, NOBODY_ASKED, move
from devices.approvals.refusals import PolicyChanged, ResentTooOften
from devices.approvals.state import State
from devices.news import announce
from devices.phones.models import PhoneAccount
from devices.phones.settings import KEY, SHORTEST_LIFE, PhoneSettings, phone_settings

RESEND_AFTER = timedelta(seconds=30)
MOST_RESENDS = 2
# Made once: `added_once` keeps a statement for each choice of such values, and making one takes longer than looking.
NOW, LATER = Now(), Now() + LATELY
_add = added_once(ApprovalRequest, then="")


@dataclass(frozen=True, kw_only=True)
class Asking:
    """Who asks for an approval, from where. `user` None makes a decoy; `binding` is the browser's digest.

    `named` is whose name it is where nobody may be asked all the same: for the log alone. `network` is the asking
    browser's. `rules` are the tenant's, as they were just read. `factors` are what this browser has proven before, and
    `said` what the log says of its sign-in, where it is one. `life_seconds` is a shorter life than the organisation
    gives requests, where whoever asks wants no longer one.
    """

    tenant: Tenant
    rules: Rules
    username: str
    user: User | None
    kind: Kind
    binding: str
    known_browser: bool
    network: str
    context: dict[str, Any]
    only_account: PhoneAccount | None = None
    named: User | None = None
    factors: frozenset[str] = frozenset()
    said: Mapping[str, Any] = field(default_factory=dict)
    life_seconds: int | None = None

    @property
    def asked_for(self) -> str:
        """A keyed digest of the username: whoever reads the table learns no names that people tried."""
        return salted_hmac("handslag.asked_for", self.username, algorithm="sha256").hexdigest()


@transaction.atomic
def request_approval(asking: Asking, *, now: datetime) -> ApprovalRequest:
    """Makes a request, which the phones that may answer it find; below the caps they are woken, once it is committed.

    A decoy (nobody to ask) makes the same row, which no phone ever sees.
    """
    if KEY not in asking.rules:
        raise PolicyChanged(f"tenant {asking.tenant.slug} has no policy for phones")
    await_turn(asking.asked_for)
    earlier = earlier_of(asking.asked_for)
    if asking.kind.counts:
        _make_room(earlier.giving_way(known_browser=asking.known_browser, network=asking.network))
    made = _new_request(asking, taken=earlier.numbers, now=now)
    decision = earlier.decide(
        known_browser=asking.known_browser, now=now, is_of_application=asking.kind.is_of_application
    )
    _wake(made, decision)
    _add(made)
    _note(asking, made, decision)
    _tell(made, asking.only_account)
    return made


def _make_room(place: Place | None) -> None:
    """The oldest gives way: told in its browser, and gone from the phones without a word (A15)."""
    if place is not None:
        move(ApprovalRequest.objects.get(pk=place.key), State.DISPLACED)


def _wake(made: ApprovalRequest, decision: Decision) -> None:
    """Writes whether phones are to be woken with the row, its own outbox: a sender's retries are not counted again.

    A decoy's notification is counted like any other, and wakes nobody (A18).
    """
    made.is_quiet = not decision.wakes
    made.remembered_until = made.expires_at
    if decision.wakes:
        # By the database's clock, as the caps are counted and the worker looks.
        made.notifications, made.notified_at, made.remembered_until = 1, NOW, LATER
        made.wake_due_at = NOW if made.user_id else None


def _note(asking: Asking, made: ApprovalRequest, decision: Decision) -> None:
    """Records what was asked, and of whom; a name that nobody may use is only counted, by its network (T39)."""
    whose = asking.user or asking.named
    if whose is None:
        count_unknown_name(made.tenant_id, network=made.asked_network)
        return
    said: dict[str, Any] = {"address": asking.context["ip"], **asking.said}
    said |= {"proven": proven} if (proven := asking.context.get("proven")) else {}
    if asking.user is not None:
        said |= {"asked": made.match} | ({"quiet": decision.reason} if made.is_quiet else {})
    record(
        ASKED if asking.user is not None else NOBODY_ASKED,
        tenant=made.tenant_id,
        subject=whose,
        request=str(made.pk),
        kind=made.kind,
        method=KEY,
        **said,
    )


def _new_request(asking: Asking, *, taken: set[str], now: datetime) -> ApprovalRequest:
    settings = phone_settings(asking.rules)
    return ApprovalRequest(
        tenant=asking.tenant,
        user=asking.user,
        asked_for=asking.asked_for,
        asked_network=asking.network,
        only_account=asking.only_account,
        kind=asking.kind.key,
        match=_match(asking, settings),
        digits=settings.digits,
        number=_new_number(settings.digits, taken=taken),
        unlock_required=_needs_unlock(asking, settings),
        known_browser=asking.known_browser,
        context=_shown(asking, settings),
        browser_digest=asking.binding,
        asked_at=now,
        expires_at=now + timedelta(seconds=_life(asking, settings)),
    )


def _life(asking: Asking, settings: PhoneSettings) -> int:
    """How long it may be answered, in seconds: as the organisation has it, or shorter where that is wanted."""
    if asking.life_seconds is None:
        return settings.life_seconds
    return max(SHORTEST_LIFE, min(asking.life_seconds, settings.life_seconds))


def _match(asking: Asking, settings: PhoneSettings) -> str:
    """How the number is given on the phone."""
    if not asking.kind.has_number:
        return "approve"
    return settings.match(
        known_browser=asking.known_browser,
        must_type=asking.kind.must_type,
        may_approve=asking.tenant.is_personal,
    )


def _needs_unlock(asking: Asking, settings: PhoneSettings) -> bool:
    """Whether an approval counts only with an unlock (F03).

    Without it the phone is one thing held, so something of another kind must have been proven before (T12).
    """
    is_spared = asking.kind.may_skip_unlock and not settings.unlock_second_step
    has_other_factor = bool(asking.factors) and HAVE not in asking.factors
    return asking.kind.unlock_required and not (is_spared and has_other_factor)


def _shown(asking: Asking, settings: PhoneSettings) -> dict[str, Any]:
    """Who asks and from where, as far as the tenant shows it on the phone (E08); always, which application asks."""
    withheld = dict.fromkeys(() if settings.show_place else ("place", "ip"), "")
    if not (settings.show_application or asking.kind.is_of_application):
        withheld["application"] = ""
    return asking.context | withheld


def _new_number(digits: int, *, taken: set[str]) -> str:
    """A uniformly random number that no other open request of the account shows."""
    while True:
        number = f"{secrets.randbelow(10**digits):0{digits}d}"
        if number not in taken:
            return number


def _tell(request: ApprovalRequest, only_account: PhoneAccount | None = None) -> None:
    """Tells open phones after the commit, and the worker that it may have some to wake.

    Who has which phones is not looked up: a page takes the same time for a name that nobody has (T13).
    """
    if only_account is not None:
        announce.phones_have_news([only_account.phone_id])
    announce.person_has_news(request.user_id or uuid.uuid4())
    announce.requests_moved(request.tenant_id)
    announce.phones_are_to_be_woken()


@transaction.atomic
def send_again(request: ApprovalRequest, *, binding: str) -> None:
    """Asks the phones once more: after 30 seconds, at most twice a request. Beyond the caps they are not woken."""
    await_turn(request.asked_for)
    earlier: Earlier = earlier_of(request.asked_for)
    decision = earlier.decide(known_browser=request.known_browser, now=request.asked_at)
    rows = ApprovalRequest.objects.filter(
        pk=request.pk,
        state=State.PENDING,
        browser_digest=binding,
        expires_at__gt=Now(),
        asked_at__lte=Now() - RESEND_AFTER,
        resends__lt=MOST_RESENDS,
    )
    if not rows.update(resends=F("resends") + 1, is_quiet=not decision.wakes, **_woken(request, decision)):
        raise ResentTooOften(f"request {request.pk}")
    _tell(request)


def _woken(request: ApprovalRequest, decision: Decision) -> dict[str, Any]:
    """What one more notification writes; nothing when there is none."""
    if not decision.wakes:
        return {}
    return {
        "notifications": F("notifications") + 1,
        "notified_at": Now(),
        "remembered_until": Now() + LATELY,
        "wake_due_at": Now() if request.user_id else None,
        "wake_tries": 0,
        "wake_left": None,
    }
