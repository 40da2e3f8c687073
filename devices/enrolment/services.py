"""Offering a code, concluding the closing test, and how an enrolment ends.

Each verb locks in the one order (docs/architecture.md): user, account and phone, enrolment, request.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from accounts.audit.log import record
from accounts.policy.services import allowance_of
from accounts.refusals import Refusal
from accounts.secrets import digest_of, new_secret
from accounts.users.access import lock_user
from accounts.users.models import User
from devices.approvals import announce, finishing
from devices.approvals import services as approvals
from devices.approvals.models import ApprovalRequest
from devices.approvals.moves import move as move_request
from devices.approvals.refusals import PolicyChanged
from devices.approvals.state import OPEN
from devices.approvals.state import State as RequestState
from devices.enrolment import events
from devices.enrolment.claims import LIFE
from devices.enrolment.models import Enrolment
from devices.enrolment.refusals import NotClaimedByThisPhone
from devices.enrolment.state import State, sources_of
from devices.phones import services as phones
from devices.phones.access import lock_account
from devices.phones.events import BOUND
from devices.phones.models import PhoneAccount
from devices.phones.settings import KEY


@transaction.atomic
def offer(
    user: User, *, session_digest: str, context: dict[str, Any], now: datetime
) -> tuple[Enrolment, str]:
    """Offers a new code to `user`, and returns it once. Earlier open offers of the user end."""
    if not allowance_of(user, KEY).is_allowed:
        raise PolicyChanged(f"{user.username} may not add a phone")
    lock_user(user.pk)
    for earlier in Enrolment.objects.filter(user=user, state__in=sources_of(State.CANCELLED)):
        end(earlier, State.CANCELLED)
    code = new_secret()
    enrolment = Enrolment.objects.create(
        user=user,
        code_digest=digest_of(code),
        session_digest=session_digest,
        context=context,
        expires_at=now + LIFE,
    )
    record(events.REACHED[State.OFFERED], tenant=user.tenant, subject=user, enrolment=str(enrolment.pk))
    return enrolment, code


def settle(enrolment: Enrolment) -> Enrolment:
    """Draws the conclusion of the closing test, if it has ended: approved → active, anything else → rejected."""
    test = enrolment.test_request
    if enrolment.state != State.CLAIMED or test is None:
        return enrolment
    approvals.expire_if_due(test)
    if test.state == RequestState.APPROVED:
        _activate(enrolment, test)
    elif test.state not in OPEN:
        end(enrolment, State.REJECTED)
    enrolment.refresh_from_db()
    return enrolment


def settle_test(request_id: uuid.UUID) -> None:
    """The same, reached from the request that a phone has just answered."""
    enrolment = (
        Enrolment.objects.select_related("test_request__tenant", "user__tenant", "phone_account")
        .filter(test_request=request_id)
        .first()
    )
    if enrolment is not None:
        settle(enrolment)


def _activate(enrolment: Enrolment, test: ApprovalRequest) -> None:
    try:
        with transaction.atomic():
            _lock(enrolment)
            if not _move(enrolment, State.ACTIVE):
                raise NotClaimedByThisPhone(f"enrolment {enrolment.pk}")
            consumed = finishing.consume(
                test,
                binding=enrolment.session_digest,
                user_id=enrolment.user_id,
                auth_hash=enrolment.user.get_session_auth_hash(),
            )
            PhoneAccount.objects.filter(pk=consumed.account.pk).update(
                confirmed=True, last_used_at=timezone.now()
            )
            User.objects.filter(pk=enrolment.user_id, default_method="").update(default_method=KEY)
            record(
                BOUND,
                tenant=enrolment.user.tenant,
                subject=enrolment.user,
                phone=consumed.account.name,
            )
            announce.phones_have_news([consumed.account.phone_id], "accounts_changed")
    except Refusal:
        # User, phone or policy went away between the answer and now: the phone is not added.
        end(enrolment, State.REJECTED)


@transaction.atomic
def end(enrolment: Enrolment, target: State) -> bool:
    """Ends an enrolment that did not lead to a phone; what it made counts for nothing."""
    account = _lock(enrolment)
    if not _move(enrolment, target):
        return False
    if account is not None:
        PhoneAccount.objects.filter(pk=account.pk).update(state=PhoneAccount.State.ENDED)
        announce.phones_have_news([account.phone_id], "accounts_changed")
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
    lock_user(account.user_id)
    untested = Enrolment.objects.filter(phone_account=account, state=State.CLAIMED)
    enrolment = untested.select_related("user__tenant").first()
    if enrolment is None:
        phones.remove_account(account, actor=account.user)
    else:
        end(enrolment, State.REJECTED)


def _lock(enrolment: Enrolment) -> PhoneAccount | None:
    """Locks the user, then the account that the enrolment made, if it did and that has not passed its test."""
    lock_user(enrolment.user_id)
    account = PhoneAccount.objects.filter(enrolment=enrolment, confirmed=False).first()
    return lock_account(account.pk) if account is not None else None


def _move(enrolment: Enrolment, target: State) -> bool:
    rows = Enrolment.objects.filter(pk=enrolment.pk, state__in=sources_of(target))
    if not rows.update(state=target, ended_at=Now()):
        return False
    announce.enrolment_changed(enrolment.pk)
    return True


def look(enrolment: Enrolment) -> Enrolment:
    """The enrolment as it stands now: settled, or expired when its time is over."""
    settle(enrolment)
    if enrolment.state in sources_of(State.EXPIRED) and enrolment.expires_at <= timezone.now():
        end(enrolment, State.EXPIRED)
        enrolment.refresh_from_db()
    return enrolment


def expire_due() -> int:
    """Settles or ends what has run out; for the housekeeping of the server. Returns how many."""
    due = Enrolment.objects.filter(state__in=sources_of(State.EXPIRED), expires_at__lte=Now())
    rows = list(due.select_related("user__tenant", "test_request__tenant", "test_request__user")[:500])
    for enrolment in rows:
        look(enrolment)
    return len(rows)
