"""Offering a code, completing with the phone's keys, the closing test, and how it ends."""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from accounts.audit.log import record
from accounts.policy.services import allowance_of
from accounts.refusals import Refusal
from accounts.tenants.names import shown
from accounts.users.access import lock_user
from accounts.users.models import User
from devices.approvals import announce, finishing
from devices.approvals import services as approvals
from devices.approvals.models import ApprovalRequest
from devices.approvals.moves import move as move_request
from devices.approvals.refusals import BadSignature, PolicyChanged
from devices.approvals.state import OPEN
from devices.approvals.state import State as RequestState
from devices.challenge_keys.services import issuer_of
from devices.enrolment.claims import LIFE, METHOD_KEY, digest_of_code
from devices.enrolment.models import Enrolment
from devices.enrolment.refusals import NotClaimedByThisPhone
from devices.enrolment.state import State, sources_of
from devices.enrolment.unlocks import verify_new_unlock
from devices.phones.models import Phone, PhoneAccount
from devices.phones.tokens import new_token
from devices.signatures.enrolments import VerifiedEnrolment, verify_enrolment
from devices.signatures.errors import SignatureRejected
from devices.signatures.unlocks import VerifiedUnlockKey

TEST_LIFE = timedelta(minutes=6)


@transaction.atomic
def offer(
    user: User, *, session_digest: str, context: dict[str, Any], now: datetime
) -> tuple[Enrolment, str]:
    """Offers a new code to `user`, and returns it once. Earlier open offers of the user end."""
    if not allowance_of(user, METHOD_KEY).is_allowed:
        raise PolicyChanged(f"{user.username} may not add a phone")
    for earlier in Enrolment.objects.filter(user=user, state__in=sources_of(State.CANCELLED)):
        end(earlier, State.CANCELLED)
    code = secrets.token_urlsafe(32)
    enrolment = Enrolment.objects.create(
        user=user,
        code_digest=digest_of_code(code),
        session_digest=session_digest,
        context=context,
        expires_at=now + LIFE,
    )
    record("user:enrolment:offered", tenant=user.tenant, subject=user, enrolment=str(enrolment.pk))
    return enrolment, code


@dataclass(frozen=True)
class Completed:
    """The account made on the phone, and the device token when the phone is new (handed out once)."""

    account: PhoneAccount
    device_token: str | None


def complete(
    enrolment_id: uuid.UUID, *, thumbprint: str, message: str, unlock: dict[str, Any] | None, now: datetime
) -> Completed:
    """Takes the keys of the phone that claimed; starts the closing test. The account counts only once that passed."""
    enrolment = (
        Enrolment.objects.select_related("user__tenant__policy")
        .filter(
            pk=enrolment_id,
            state=State.CLAIMED,
            thumbprint=thumbprint,
            phone_account=None,
            expires_at__gt=Now(),
        )
        .first()
    )
    if enrolment is None or enrolment.device_key is None:
        raise NotClaimedByThisPhone(f"enrolment {enrolment_id}")
    try:
        verified = verify_enrolment(
            enrolment=message,
            public_key=enrolment.device_key,
            expected_audience=issuer_of(enrolment.user.tenant),
            expected_enrolment=str(enrolment.pk),
            expected_nonce=enrolment.nonce,
            expected_challenge=enrolment.challenge,
        )
        key = _new_unlock(enrolment, verified, unlock)
    except SignatureRejected as rejected:
        raise BadSignature(f"enrolment {enrolment.pk}: {rejected}") from rejected
    return _store(enrolment, verified, key, message=message, now=now)


def _new_unlock(
    enrolment: Enrolment, verified: VerifiedEnrolment, unlock: dict[str, Any] | None
) -> VerifiedUnlockKey | None:
    if unlock is None and verified.unlock_hash is None:
        return None
    return verify_new_unlock(
        unlock or {},
        unlock_hash=verified.unlock_hash,
        thumbprint=enrolment.thumbprint,
        user=enrolment.user,
        transaction=str(enrolment.pk),
        nonce=enrolment.nonce,
        challenge=enrolment.challenge,
    )


@transaction.atomic
def _store(
    enrolment: Enrolment,
    verified: VerifiedEnrolment,
    key: VerifiedUnlockKey | None,
    *,
    message: str,
    now: datetime,
) -> Completed:
    user = lock_user(enrolment.user_id)
    if not user.is_active or not user.tenant.is_active or not allowance_of(user, METHOD_KEY).is_allowed:
        raise PolicyChanged(f"enrolment {enrolment.pk}")
    waiting = Enrolment.objects.filter(pk=enrolment.pk, state=State.CLAIMED, phone_account=None)
    if not waiting.exists():
        raise NotClaimedByThisPhone(f"enrolment {enrolment.pk}: completed twice")
    phone, token = _phone_of(enrolment, verified)
    account = PhoneAccount.objects.create(
        user=user,
        phone=phone,
        name=label_of(verified),
        confirmed=False,
        unlock_mode=key.mode if key else "",
        unlock_credential_id=key.credential_id if key else "",
        unlock_public_key=key.public_key if key else "",
        unlock_sign_count=key.sign_count if key else 0,
    )
    if not waiting.update(
        phone_account=account, label=label_of(verified), evidence=message, expires_at=now + TEST_LIFE
    ):
        raise NotClaimedByThisPhone(f"enrolment {enrolment.pk}: ended while it was completed")
    start_test(enrolment, account, now=now)
    return Completed(account, token)


def label_of(verified: VerifiedEnrolment) -> str:
    """The phone's own name for itself, as plain text; its platform when nothing of it can be shown."""
    return shown(verified.label) or shown(verified.platform)


def _phone_of(enrolment: Enrolment, verified: VerifiedEnrolment) -> tuple[Phone, str | None]:
    token, digest = new_token()
    phone, is_new = Phone.objects.get_or_create(
        thumbprint=enrolment.thumbprint,
        defaults={
            "device_key": enrolment.device_key,
            "label": label_of(verified),
            "platform": shown(verified.platform, longest=60),
            "app_version": verified.app_version,
            "token_digest": digest,
        },
    )
    if phone.state != Phone.State.ACTIVE:
        raise NotClaimedByThisPhone(f"enrolment {enrolment.pk}: phone {phone.pk} is {phone.state}")
    return phone, token if is_new else None


def start_test(enrolment: Enrolment, account: PhoneAccount, *, now: datetime) -> ApprovalRequest:
    """The closing test: an ordinary request to this very phone, its number always typed (B04)."""
    test = approvals.request_approval(
        approvals.Asking(
            tenant=enrolment.user.tenant,
            username=enrolment.user.username,
            user=enrolment.user,
            kind=ApprovalRequest.Kind.ENROL,
            binding=enrolment.session_digest,
            known_browser=True,
            context=enrolment.context,
            only_account=account,
        ),
        now=now,
    )
    Enrolment.objects.filter(pk=enrolment.pk).update(test_request=test)
    announce.enrolment_changed(enrolment.pk)
    return test


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
            consumed = finishing.consume(test, binding=enrolment.session_digest, user=enrolment.user)
            if not _move(enrolment, State.ACTIVE):
                raise NotClaimedByThisPhone(f"enrolment {enrolment.pk}")
            PhoneAccount.objects.filter(pk=consumed.account.pk).update(
                confirmed=True, last_used_at=timezone.now()
            )
            User.objects.filter(pk=enrolment.user_id, default_method="").update(default_method=METHOD_KEY)
            record(
                "user:phone:bound",
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
    if not _move(enrolment, target):
        return False
    account = PhoneAccount.objects.filter(enrolment=enrolment, confirmed=False).first()
    if account is not None:
        PhoneAccount.objects.filter(pk=account.pk).update(state=PhoneAccount.State.ENDED)
        announce.phones_have_news([account.phone_id], "accounts_changed")
    if enrolment.test_request is not None:
        move_request(enrolment.test_request, RequestState.CANCELLED)
    record(
        f"user:enrolment:{target.value}",
        tenant=enrolment.user.tenant,
        subject=enrolment.user,
        enrolment=str(enrolment.pk),
    )
    return True


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
