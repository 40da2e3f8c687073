"""What a phone is shown of the requests waiting for it: one signed challenge for each, kept as evidence."""

from __future__ import annotations

import secrets
import uuid
from datetime import datetime
from typing import Any

from django.db.models import F, FilteredRelation, Q, QuerySet
from django.db.models.functions import Now

from accounts.statements.composing import Move, added_once, changed_once, composed_once, first
from accounts.statements.rows import joined
from accounts.telemetry.marks import about_sign_in
from accounts.tenants.models import Tenant
from accounts.tenants.names import shown
from devices.approvals import kinds
from devices.approvals.models import ApprovalRequest, Challenge
from devices.approvals.refusals import UnknownRequest
from devices.approvals.stage import may_be_told
from devices.approvals.state import State
from devices.challenge_keys.services import issuer_of, signing_key
from devices.news import announce
from devices.phones.models import Phone, PhoneAccount
from devices.signatures import challenges as messages

_add = added_once(Challenge, then="ON CONFLICT DO NOTHING RETURNING id")


def waiting_for(phone: Phone, *, now: datetime) -> list[Challenge]:
    """The challenges of all requests this phone may answer now, oldest first, known browsers before strangers."""
    return [challenge for _, challenge in _waiting(phone, now=now)]


def open_first(phone: Phone, *, now: datetime) -> list[Challenge]:
    """Likewise; the first is marked as seen, for the phone shows it at once."""
    waiting = _waiting(phone, now=now)
    if waiting:
        row, _ = waiting[0]
        _mark_seen(row.pk, binding=row.browser_digest, kind=row.kind, known_browser=row.known_browser)
    return [challenge for _, challenge in waiting]


def _waiting(phone: Phone, *, now: datetime) -> list[tuple[ApprovalRequest, Challenge]]:
    return [
        (row.asked, joined(row, "shown") or _challenge_of(row.asked, row, phone=phone, now=now))
        for row in _asked_on(phone.pk)
        if _may_answer(row.asked, row, phone)
    ]


@composed_once
def _asked_on(phone: uuid.UUID, /) -> QuerySet[Any]:
    """Each account on the phone with each request that its person is `asked`, and what it was `shown` of that.

    Of one person there are two accounts while the second, with another lock, is to take the place of the first.
    """
    waits = Q(user__requests__state=State.PENDING, user__requests__expires_at__gt=Now())
    rows = PhoneAccount.objects.filter(phone=phone, state=PhoneAccount.State.ACTIVE)
    rows = rows.filter(user__is_active=True, user__blocked_at=None).annotate(
        asked=FilteredRelation("user__requests", condition=waits),
        shown=FilteredRelation("challenges", condition=Q(challenges__request=F("asked"))),
    )
    asked: QuerySet[Any] = rows.filter(asked__isnull=False).select_related("user__tenant", "asked", "shown")
    return asked.order_by("-asked__known_browser", "asked__asked_at")


def _may_answer(request: ApprovalRequest, account: PhoneAccount, phone: Phone) -> bool:
    kind = kinds.find(request.kind)
    if kind is None or request.tenant_id != account.user.tenant_id:
        return False
    if request.only_account_id:
        return bool(request.only_account_id == account.pk)
    if not account.confirmed:
        return False
    if not kind.asks_of <= set(phone.capabilities):
        return False
    return account.phone_sign_in or not kind.needs_phone_sign_in


def _challenge_of(
    request: ApprovalRequest, account: PhoneAccount, *, phone: Phone, now: datetime
) -> Challenge:
    """A challenge for this account, made at the first look: the same bytes every time after."""
    nonce = secrets.token_urlsafe(32)
    jws = messages.sign_challenge(
        challenge=_message(request, account, phone=phone, nonce=nonce, now=now),
        key=signing_key(account.user.tenant),
    )
    return _kept(Challenge(request=request, phone_account=account, nonce=nonce, jws=jws, issued_at=now))


def _kept(challenge: Challenge) -> Challenge:
    """Of two made at once for the same account the first to be stored counts, for both."""
    challenge.pk = _add(challenge)
    if challenge.pk is None:
        return Challenge.objects.get(request=challenge.request, phone_account=challenge.phone_account)
    return challenge


def _message(
    request: ApprovalRequest, account: PhoneAccount, *, phone: Phone, nonce: str, now: datetime
) -> messages.ApprovalChallenge:
    binding = messages.Binding(
        issuer=issuer_of(request.tenant_id),
        audience=str(phone.pk),
        transaction=str(request.pk),
        nonce=nonce,
        jti=secrets.token_urlsafe(16),
        issued_at=int(now.timestamp()),
        expires_at=int(request.expires_at.timestamp()),
    )
    return messages.ApprovalChallenge(
        binding=binding,
        account=str(account.pk),
        kind=request.kind,
        unlock="required" if needs_unlock(request, account) else "optional",
        match=request.match,
        digits=request.digits,
        context=_context(request, account.user.tenant),
        choices=_choices(request.number, digits=request.digits) if request.match == "choose" else None,
    )


def needs_unlock(request: ApprovalRequest, account: PhoneAccount) -> bool:
    """Does an approval of this request by this account need the unlock: what has a lock uses it, unless spared."""
    is_spared = kinds.of(request.kind).may_skip_unlock
    return request.unlock_required or (bool(account.unlock_mode) and not is_spared)


def _context(request: ApprovalRequest, tenant: Tenant) -> messages.RequestContext:
    """Who asks and from where."""
    told = request.context
    return messages.RequestContext(
        tenant=shown(tenant.name),
        application=told["application"],
        browser=told["browser"],
        system=told["system"],
        place=told["place"],
        ip=told["ip"],
        known_browser=request.known_browser,
        asked_at=int(request.asked_at.timestamp()),
        binding_message=told.get("binding_message", ""),
        details=tuple(told.get("details", ())),
    )


def _choices(number: str, *, digits: int) -> tuple[str, ...]:
    """Three different numbers in random order, one of them right; the signed challenge does not say which."""
    offered = {number}
    while len(offered) < 3:
        offered.add(f"{secrets.randbelow(10**digits):0{digits}d}")
    shuffled = sorted(offered)
    secrets.SystemRandom().shuffle(shuffled)
    return tuple(shuffled)


def challenge_for(phone: Phone, request_id: uuid.UUID) -> Challenge:
    """The challenge this phone was shown of a request; refused when it was shown none."""
    challenge = first(_with_request(phone.pk, request_id))
    if challenge is None:
        raise _not_shown(phone, request_id)
    challenge.phone_account.phone = phone
    about_sign_in(challenge.request.browser_digest)
    return challenge


@composed_once
def _with_request(phone: uuid.UUID, request: uuid.UUID, /) -> QuerySet[Challenge]:
    rows = Challenge.objects.filter(request=request, phone_account__phone=phone)
    return rows.select_related("request", "phone_account")


@composed_once
def _asking_of(phone: uuid.UUID, request: uuid.UUID, /) -> QuerySet[Challenge, tuple[str, str, bool]]:
    rows = Challenge.objects.filter(request=request, phone_account__phone=phone)
    return rows.values_list("request__browser_digest", "request__kind", "request__known_browser")


def _not_shown(phone: Phone, request_id: uuid.UUID) -> UnknownRequest:
    return UnknownRequest(f"phone {phone.pk} was not shown request {request_id}")


def mark_seen(phone: Phone, request_id: uuid.UUID) -> None:
    """The person opened the request on the phone; the browser is told, if it may be: a mere frame would tell."""
    asking = first(_asking_of(phone.pk, request_id))
    if asking is None:
        raise _not_shown(phone, request_id)
    binding, kind, known_browser = asking
    _mark_seen(request_id, binding=binding, kind=kind, known_browser=known_browser)


def _mark_seen(request_id: uuid.UUID, *, binding: str, kind: str, known_browser: bool) -> None:
    about_sign_in(binding)
    if _seen_first(request_id) and may_be_told(kind=kind, known_browser=known_browser):
        announce.request_changed(binding)


@changed_once
def _seen_first(request: uuid.UUID, /) -> Move:
    rows = ApprovalRequest.objects.filter(pk=request, state=State.PENDING, seen_at=None)
    return rows, {"seen_at": Now()}
