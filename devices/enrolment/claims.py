"""The phone's half, first step: claiming a code. One conditional UPDATE, so a code has one claimer (B05)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from accounts.audit.log import record
from accounts.policy.facts import Rules, allowance_of, method_rules
from accounts.refusals import Refusal
from accounts.tenants.names import shown
from accounts.users.access import lock_user
from accounts.users.models import User
from devices.approvals.refusals import PolicyChanged
from devices.challenge_keys.services import issuer_of, signing_key
from devices.enrolment import events
from devices.enrolment.codes.naming import named_by
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
from devices.enrolment.unlocking.also_passkey import asked_of
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


@dataclass(frozen=True, kw_only=True)
class Asker:
    """The phone that claims: its device key, itself where it is known, and whether it adds anew what it has."""

    thumbprint: str
    phone: Phone | None
    is_again: bool


def claim(
    code: str,
    *,
    jwk: dict[str, str],
    thumbprint: str,
    phone: Phone | None,
    label: str,
    now: datetime,
    is_again: bool = False,
) -> Claimed:
    """Claims a code for the phone with this device key; to every other the code is dead afterwards.

    The same key gets the same answer again until it completes: an answer may be lost, a phone be started anew.
    `phone` is the caller when it is already known; `label` is what it calls itself, shown as plain text to the person
    who offered the code (T26). `is_again`: the account may be on this phone already, which lost what unlocks it.
    """
    asker = Asker(thumbprint=thumbprint, phone=phone, is_again=is_again)
    named = named_by(code)
    offered = Enrolment.objects.filter(named, state=State.OFFERED, expires_at__gt=Now())
    found = offered.select_related("user__tenant").first()
    if found is None:
        return _claimed_before(named, asker)
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
            return _claimed(found.pk, asker, now=now)
    return _claimed_before(named, asker)


def _claimed(enrolment_id: UUID, asker: Asker, *, now: datetime) -> Claimed:
    enrolment = Enrolment.objects.select_related("user__tenant").get(pk=enrolment_id)
    return ask(enrolment, asker, now=now)


def ask(enrolment: Enrolment, asker: Asker, *, now: datetime) -> Claimed:
    """Makes the challenge for the phone that claimed; refuses where it may not have this account, or nobody may."""
    user = enrolment.user
    _check_phone(enrolment, asker)
    rules = method_rules(user.tenant)
    check_standing(enrolment, user, rules)
    enrolment.nonce = secrets.token_urlsafe(32)
    enrolment.challenge = _challenge(enrolment, user, modes=phone_settings(rules).unlock_modes, now=now)
    enrolment.save(update_fields=["nonce", "challenge"])
    record(events.REACHED[State.CLAIMED], tenant=user.tenant, subject=user, enrolment=str(enrolment.pk))
    announce.enrolment_changed(enrolment.pk)
    return claimed_as(enrolment, asker.phone)


def _claimed_before(named: Q, asker: Asker) -> Claimed:
    """The answer to a claim once more, for the key that claimed; refused when it has completed since, or is another."""
    rows = Enrolment.objects.filter(named, thumbprint=asker.thumbprint, state=State.CLAIMED)
    waiting = rows.filter(phone_account=None, expires_at__gt=Now())
    enrolment = waiting.select_related("user__tenant").first()
    if enrolment is None:
        raise _refusal(named, thumbprint=asker.thumbprint)
    _check_phone(enrolment, asker)
    check_standing(enrolment, enrolment.user, method_rules(enrolment.user.tenant))
    return claimed_as(enrolment, asker.phone)


def claimed_as(enrolment: Enrolment, phone: Phone | None) -> Claimed:
    """What the phone that claimed is told, again if it asks."""
    options = unlock_creation_options(
        enrolment.user, nonce=enrolment.nonce, handle=enrolment.pk.bytes, phone=phone
    )
    return Claimed(enrolment, enrolment.challenge, options)


def check_standing(enrolment: Enrolment, user: User, rules: Rules) -> None:
    """Refuses unless user, tenant and policy still stand, and the session that offered the code lasts (T08)."""
    if not user.may_sign_in or not user.tenant.is_active or not allowance_of(user, KEY, rules).is_allowed:
        raise PolicyChanged(f"enrolment {enrolment.pk}")
    if not enrolment.still_means(user):
        raise NotClaimedByThisPhone(f"enrolment {enrolment.pk}: the session that offered it has ended")


def _check_phone(enrolment: Enrolment, asker: Asker) -> None:
    phone = asker.phone
    if phone is None and Phone.objects.filter(thumbprint=enrolment.thumbprint).exists():
        raise PhoneAlreadyKnown("a known device key claimed without its token")
    on_phone = PhoneAccount.objects.filter(phone=phone, user=enrolment.user).exclude(
        state=PhoneAccount.State.ENDED
    )
    if phone is not None and not asker.is_again and on_phone.filter(confirmed=True).exists():
        raise AlreadyOnThisPhone(f"phone {phone.pk}")


def _refusal(named: Q, *, thumbprint: str) -> Refusal:
    """Why the claim was lost; that another phone tried is told to the browser too."""
    enrolment = Enrolment.objects.select_related("user__tenant").filter(named).first()
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
    """The first of them says it: whoever has seen a code writes its person no more than one letter by it."""
    with transaction.atomic():
        if not Enrolment.objects.filter(pk=enrolment.pk, second_claim_at=None).update(second_claim_at=Now()):
            return
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


def unlock_creation_options(
    user: User, *, nonce: str, handle: bytes, phone: Phone | None = None
) -> dict[str, Any]:
    """WebAuthn creation options for the phone's own lock, bound to this very challenge."""
    owner, has_already = asked_of(user, handle=handle, phone=phone)
    return creation_options(
        nonce=nonce,
        rp_id=urlsplit(settings.PUBLIC_URL).hostname or "",
        rp_name="Handslag",
        owner=owner,
        has_already=has_already,
    )
