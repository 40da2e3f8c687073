"""Offering a code, and how an enrolment ends that did not lead to a phone.

Each verb locks in the one order (docs/architecture.md): user, account and phone, enrolment, request.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from accounts.audit.log import record
from accounts.policy.facts import allowance_of
from accounts.secrets import digest_of, new_secret
from accounts.users.access import lock_user
from accounts.users.models import User
from devices.approvals.models import ApprovalRequest
from devices.approvals.moves import move as move_request
from devices.approvals.refusals import PolicyChanged
from devices.approvals.state import State as RequestState
from devices.enrolment import events
from devices.enrolment.claims import LIFE, Asker, ask
from devices.enrolment.codes.naming import typed_digest_of
from devices.enrolment.models import Enrolment
from devices.enrolment.state import OPEN, State, sources_of
from devices.news import announce
from devices.phones import services as phones
from devices.phones.access import lock_account
from devices.phones.models import Phone, PhoneAccount
from devices.phones.settings import KEY


@dataclass(frozen=True)
class DeviceKey:
    """A phone that has proven its key, whether or not it is known here."""

    jwk: dict[str, str]
    thumbprint: str
    label: str


@transaction.atomic
def offer(
    user: User, *, session_digest: str, context: dict[str, Any], now: datetime, is_at_hand: bool = False
) -> tuple[Enrolment, str]:
    """Offers a new code to `user`, as their session knows them, and returns it once. Earlier open offers end.

    The code to type is made of it (codes/typed.py). `is_at_hand`: the code is shown to nobody, and goes from the page
    to the app in the same browser.
    """
    if not allowance_of(user, KEY).is_allowed:
        raise PolicyChanged(f"{user.username} may not add a phone")
    end_all_of(lock_user(user.pk))
    code = new_secret()
    enrolment = Enrolment.objects.create(
        user=user,
        code_digest=digest_of(code),
        # Nobody types what nobody is shown, and no number is asked of who claims it: 40 bits are not enough for that.
        typed_digest=None if is_at_hand else typed_digest_of(code),
        session_digest=session_digest,
        auth_hash=user.get_session_auth_hash(),
        context=context,
        is_at_hand=is_at_hand,
        expires_at=now + LIFE,
    )
    record(events.REACHED[State.OFFERED], tenant=user.tenant, subject=user, enrolment=str(enrolment.pk))
    return enrolment, code


@transaction.atomic
def offer_to(
    phone: DeviceKey, user: User, *, context: dict[str, Any], turns_on: bool, now: datetime
) -> Enrolment:
    """Offers the user's account to the phone with this key, for which somebody has vouched, as if it had claimed."""
    end_all_of(lock_user(user.pk))
    enrolment = Enrolment.objects.create(
        user=user,
        state=State.CLAIMED,
        # Told to nobody: the key is what claimed, and no page watches.
        code_digest=digest_of(new_secret()),
        session_digest=digest_of(new_secret()),
        auth_hash=user.get_session_auth_hash(),
        thumbprint=phone.thumbprint,
        device_key=phone.jwk,
        label=phone.label,
        context=context,
        is_at_hand=True,
        turns_on=turns_on,
        claimed_at=Now(),
        expires_at=now + LIFE,
    )
    known = Phone.objects.filter(thumbprint=phone.thumbprint).first()
    ask(enrolment, Asker(thumbprint=phone.thumbprint, phone=known, is_again=False), now=now)
    return enrolment


def end_all_of(user: User) -> None:
    """Ends whatever is being added to this person, whose row is held."""
    for earlier in Enrolment.objects.filter(user=user, state__in=OPEN):
        end(earlier, State.CANCELLED)


@transaction.atomic
def end(enrolment: Enrolment, target: State) -> bool:
    """Ends an enrolment that did not lead to a phone; what it made counts for nothing."""
    account = lock(enrolment)
    if not move(enrolment, target):
        return False
    if account is not None:
        phones.discard_account(account)
    test = ApprovalRequest.objects.select_related("tenant", "user").filter(enrolment=enrolment).first()
    if test is not None:
        move_request(test, RequestState.CANCELLED)
    record(
        events.REACHED[target],
        tenant=enrolment.user.tenant,
        subject=enrolment.user,
        enrolment=str(enrolment.pk),
    )
    return True


@transaction.atomic
def take_off(account: PhoneAccount) -> None:
    """Takes an account off its phone, because the phone asks for it.

    One that has not passed its test ends its enrolment and nothing else: whoever photographed a code must not be able
    to sign the person out everywhere (T18).
    """
    user = lock_user(account.user_id)
    untested = Enrolment.objects.filter(phone_account=account, state=State.CLAIMED)
    enrolment = untested.select_related("user__tenant").first()
    if enrolment is None:
        phones.remove_account(account, actor=user)
    else:
        end(enrolment, State.REJECTED)


def lock(enrolment: Enrolment) -> PhoneAccount | None:
    """Locks the user, then the account that the enrolment made, if it did and that has not passed its test."""
    lock_user(enrolment.user_id)
    account = PhoneAccount.objects.filter(enrolment=enrolment, confirmed=False).first()
    return lock_account(account.pk) if account is not None else None


def move(enrolment: Enrolment, target: State) -> bool:
    """Moves an enrolment if that is allowed now; True for the one caller who moved it."""
    in_time = Q(expires_at__gt=Now()) if target is State.ACTIVE else Q()
    rows = Enrolment.objects.filter(in_time, pk=enrolment.pk, state__in=sources_of(target))
    if not rows.update(state=target, ended_at=Now()):
        return False
    announce.enrolment_changed(enrolment.pk)
    return True
