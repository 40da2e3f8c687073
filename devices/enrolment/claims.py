"""The phone's half, first step: claiming a code. One conditional UPDATE, so a code has one claimer (B05)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from accounts.audit.log import record
from accounts.policy.facts import Rules, allowance_of, method_rules
from accounts.refusals import Refusal
from accounts.secrets import digest_of
from accounts.tenants.names import shown
from accounts.users.access import lock_user
from accounts.users.models import User
from devices.approvals.refusals import PolicyChanged
from devices.challenge_keys.services import issuer_of, signing_key
from devices.enrolment import events
from devices.enrolment.models import Enrolment
from devices.enrolment.refusals import (
    AlreadyOnThisPhone,
    CodeExpired,
    CodeUsed,
    NotClaimedByThisPhone,
    PhoneAlreadyKnown,
    UnknownCode,
)
from devices.enrolment.state import State
from devices.news import announce
from devices.phones.models import Phone, PhoneAccount
from devices.phones.settings import KEY, phone_settings
from devices.signatures.challenges import Binding, EnrolmentChallenge, sign_challenge
from devices.signatures.platform_unlocks import creation_options

LIFE = timedelta(minutes=10)


@dataclass(frozen=True)
class Claimed:
    """What the claiming phone gets: the signed challenge, and WebAuthn options when the platform's lock may be used."""

    enrolment: Enrolment
    challenge: str
    creation_options: dict[str, Any] | None


def claim(
    code: str, *, jwk: dict[str, str], thumbprint: str, phone: Phone | None, label: str, now: datetime
) -> Claimed:
    """Claims a code for the phone with this device key; to every other the code is dead afterwards.

    The same key gets the same answer again until it completes: an answer may be lost, a phone be started anew.
    `phone` is the caller when it is already known; `label` is what it calls itself, shown as plain text to the person
    who offered the code (T26).
    """
    digest = digest_of(code)
    offered = Enrolment.objects.filter(code_digest=digest, state=State.OFFERED, expires_at__gt=Now())
    found = offered.select_related("user__tenant").first()
    if found is None:
        return _claimed_before(digest, thumbprint=thumbprint, phone=phone)
    # By itself: making a tenant's first key locks the tenant, which stands before the enrolment.
    signing_key(found.user.tenant)
    with transaction.atomic():
        lock_user(found.user_id)
        claimed = offered.update(
            state=State.CLAIMED,
            claimed_at=Now(),
            thumbprint=thumbprint,
            device_key=jwk,
            label=shown(label),
            expires_at=now + LIFE,
        )
        if claimed:
            return _claimed(digest, phone=phone, now=now)
    return _claimed_before(digest, thumbprint=thumbprint, phone=phone)


def _claimed(digest: str, *, phone: Phone | None, now: datetime) -> Claimed:
    enrolment = Enrolment.objects.select_related("user__tenant").get(code_digest=digest)
    user = enrolment.user
    _check_phone(enrolment, phone)
    rules = method_rules(user.tenant)
    check_standing(enrolment, user, rules)
    enrolment.nonce = secrets.token_urlsafe(32)
    enrolment.challenge = _challenge(enrolment, user, modes=phone_settings(rules).unlock_modes, now=now)
    enrolment.save(update_fields=["nonce", "challenge"])
    record(events.REACHED[State.CLAIMED], tenant=user.tenant, subject=user, enrolment=str(enrolment.pk))
    announce.enrolment_changed(enrolment.pk)
    return _answer(enrolment)


def _claimed_before(digest: str, *, thumbprint: str, phone: Phone | None) -> Claimed:
    """The answer to a claim once more, for the key that claimed; refused when it has completed since, or is another."""
    rows = Enrolment.objects.filter(code_digest=digest, thumbprint=thumbprint, state=State.CLAIMED)
    waiting = rows.filter(phone_account=None, expires_at__gt=Now())
    enrolment = waiting.select_related("user__tenant").first()
    if enrolment is None:
        raise _refusal(digest, thumbprint=thumbprint)
    _check_phone(enrolment, phone)
    check_standing(enrolment, enrolment.user, method_rules(enrolment.user.tenant))
    return _answer(enrolment)


def _answer(enrolment: Enrolment) -> Claimed:
    options = unlock_creation_options(enrolment.user, nonce=enrolment.nonce, handle=enrolment.pk.bytes)
    return Claimed(enrolment, enrolment.challenge, options)


def check_standing(enrolment: Enrolment, user: User, rules: Rules) -> None:
    """Refuses unless user, tenant and policy still stand, and the session that offered the code lasts (T08)."""
    if not user.may_sign_in or not user.tenant.is_active or not allowance_of(user, KEY, rules).is_allowed:
        raise PolicyChanged(f"enrolment {enrolment.pk}")
    if not enrolment.still_means(user):
        raise NotClaimedByThisPhone(f"enrolment {enrolment.pk}: the session that offered it has ended")


def _check_phone(enrolment: Enrolment, phone: Phone | None) -> None:
    if phone is None and Phone.objects.filter(thumbprint=enrolment.thumbprint).exists():
        raise PhoneAlreadyKnown("a known device key claimed without its token")
    on_phone = PhoneAccount.objects.filter(phone=phone, user=enrolment.user).exclude(
        state=PhoneAccount.State.ENDED
    )
    if phone is not None and on_phone.filter(confirmed=True).exists():
        raise AlreadyOnThisPhone(f"phone {phone.pk}")


def _refusal(digest: str, *, thumbprint: str) -> Refusal:
    """Why the claim was lost; that another phone tried is told to the browser too."""
    enrolment = Enrolment.objects.select_related("user__tenant").filter(code_digest=digest).first()
    if enrolment is None:
        return UnknownCode("no such code")
    is_mine = enrolment.thumbprint == thumbprint
    could_go_on = is_mine and enrolment.state == State.CLAIMED and enrolment.phone_account_id is None
    if could_go_on or enrolment.state in (State.OFFERED, State.EXPIRED):
        return CodeExpired(f"enrolment {enrolment.pk}")
    if not is_mine:
        _note_second_claim(enrolment)
    return CodeUsed(f"enrolment {enrolment.pk}: {enrolment.state}")


def _note_second_claim(enrolment: Enrolment) -> None:
    with transaction.atomic():
        Enrolment.objects.filter(pk=enrolment.pk).update(second_claim_at=Now())
        record(
            events.CLAIMED_AGAIN,
            tenant=enrolment.user.tenant,
            subject=enrolment.user,
            enrolment=str(enrolment.pk),
        )
        announce.enrolment_changed(enrolment.pk)


def _challenge(enrolment: Enrolment, user: User, *, modes: tuple[str, ...], now: datetime) -> str:
    binding = Binding(
        issuer=issuer_of(user.tenant_id),
        audience=enrolment.thumbprint,
        transaction=str(enrolment.pk),
        nonce=enrolment.nonce,
        jti=secrets.token_urlsafe(16),
        issued_at=int(now.timestamp()),
        expires_at=int((now + LIFE).timestamp()),
    )
    challenge = EnrolmentChallenge(
        binding=binding,
        tenant_id=str(user.tenant.pk),
        tenant_name=shown(user.tenant.name),
        tenant_kind=user.tenant.kind,
        username=user.username,
        display_name=shown(user.display_name),
        unlock_modes=modes,
        phone_sign_in=True,
    )
    return sign_challenge(challenge=challenge, key=signing_key(user.tenant))


def unlock_creation_options(user: User, *, nonce: str, handle: bytes) -> dict[str, Any]:
    """WebAuthn creation options for the phone's own lock, bound to this very challenge."""
    return creation_options(
        nonce=nonce,
        rp_id=urlsplit(settings.PUBLIC_URL).hostname or "",
        rp_name="Handslag",
        user_handle=handle,
        username=user.username,
        display_name=user.display_name,
    )
