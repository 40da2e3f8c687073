"""The phone's half, second step: it hands over its keys, and the closing test begins."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from accounts.policy.facts import allowance_of, method_rules
from accounts.tenants.names import shown
from accounts.users.access import lock_user
from devices.approvals.refusals import BadSignature, PolicyChanged
from devices.challenge_keys.services import issuer_of
from devices.enrolment.closing_test import start_test
from devices.enrolment.models import Enrolment
from devices.enrolment.refusals import NotClaimedByThisPhone
from devices.enrolment.state import State
from devices.enrolment.unlocks import verify_new_unlock
from devices.phones.models import Phone, PhoneAccount
from devices.phones.settings import KEY
from devices.phones.tokens import new_token
from devices.signatures.enrolments import VerifiedEnrolment, verify_enrolment
from devices.signatures.errors import SignatureRejected
from devices.signatures.unlocks import VerifiedUnlockKey

TEST_LIFE = timedelta(minutes=6)


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
        Enrolment.objects.select_related("user__tenant")
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
            expected_audience=issuer_of(enrolment.user.tenant_id),
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
    rules = method_rules(user.tenant)
    if not user.is_active or not user.tenant.is_active or not allowance_of(user, KEY, rules).is_allowed:
        raise PolicyChanged(f"enrolment {enrolment.pk}")
    if not enrolment.still_means(user):
        raise NotClaimedByThisPhone(f"enrolment {enrolment.pk}: the session that offered it has ended")
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
    start_test(enrolment, account, rules=rules, now=now)
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
