"""The phone's half, second step: it hands over its keys, and the closing test begins."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from accounts.policy.facts import method_rules
from accounts.refusals import Refusal
from accounts.secrets import digest_of, salted_digests
from accounts.tenants.names import shown
from accounts.users.access import lock_user
from devices.approvals.refusals import verifying
from devices.challenge_keys.services import issuer_of
from devices.enrolment.claims import check_standing
from devices.enrolment.closing_test import start_test
from devices.enrolment.models import Enrolment
from devices.enrolment.refusals import CodeExpired, NotClaimedByThisPhone
from devices.enrolment.state import State
from devices.enrolment.unlocking.also_passkey import keep_as_passkey
from devices.enrolment.unlocks import verify_new_unlock
from devices.phones.living.refusals import refuse_no_phone
from devices.phones.models import Phone, PhoneAccount
from devices.phones.naming import name_for
from devices.signatures.encoding import encode
from devices.signatures.enrolments import VerifiedEnrolment, verify_enrolment
from devices.signatures.errors import SignatureRejected
from devices.signatures.unlocks import VerifiedUnlockKey

TEST_LIFE = timedelta(minutes=6)
STILL_GOES_ON = Q(state=State.CLAIMED, expires_at__gt=Now()) | Q(state=State.ACTIVE)


@dataclass(frozen=True)
class Completed:
    """The account made on the phone, and the device token when the phone is new."""

    account: PhoneAccount
    device_token: str | None


def complete(
    enrolment_id: uuid.UUID, *, thumbprint: str, message: str, unlock: dict[str, Any] | None, now: datetime
) -> Completed:
    """Takes the keys of the phone that claimed; starts the closing test. The account counts only once that passed.

    The same message again gets the same answer, while what it made stands: the first may have been lost on its way.
    """
    rows = Enrolment.objects.filter(STILL_GOES_ON, pk=enrolment_id, thumbprint=thumbprint)
    enrolment = rows.select_related("user__tenant").first()
    if enrolment is None or enrolment.device_key is None:
        raise _why_not(enrolment_id, thumbprint)
    if enrolment.phone_account_id is not None:
        return _completed_before(enrolment, message)
    with verifying(f"enrolment {enrolment.pk}"):
        verified = verify_enrolment(
            enrolment=message,
            public_key=enrolment.device_key,
            expected_audience=issuer_of(enrolment.user.tenant_id),
            expected_enrolment=str(enrolment.pk),
            expected_nonce=enrolment.nonce,
            expected_challenge=enrolment.challenge,
        )
        key = _new_unlock(enrolment, verified, unlock)
    refuse_no_phone(verified.platform)
    return _store(enrolment, verified, key, message=message, now=now)


def _why_not(enrolment_id: uuid.UUID, thumbprint: str) -> Refusal:
    """Why nothing of this phone goes on under that id; that a time is over is told to the phone that claimed alone."""
    in_vain = Enrolment.objects.filter(pk=enrolment_id, thumbprint=thumbprint, phone_account=None)
    if in_vain.filter(state__in=(State.CLAIMED, State.EXPIRED)).exists():
        return CodeExpired(f"enrolment {enrolment_id}: not completed in time")
    return NotClaimedByThisPhone(f"enrolment {enrolment_id}")


def _new_unlock(
    enrolment: Enrolment, verified: VerifiedEnrolment, unlock: dict[str, Any] | None
) -> VerifiedUnlockKey | None:
    if unlock is None:
        if verified.unlock_hash is not None:
            raise SignatureRejected("unlock_not_sent")
        return None
    return verify_new_unlock(
        unlock,
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
    check_standing(enrolment, user, rules)
    waiting = Enrolment.objects.filter(pk=enrolment.pk, state=State.CLAIMED, phone_account=None)
    if not waiting.exists():
        # Sent twice at once, as a phone does whose first call seems lost.
        return _completed_before(enrolment, message)
    phone, token = _phone_of(enrolment, verified)
    account = PhoneAccount.objects.create(
        user=user,
        phone=phone,
        name=name_for(user, label_of(verified)),
        confirmed=False,
        unlock_mode=key.mode if key else "",
        unlock_credential_id=key.credential_id if key else "",
        unlock_public_key=key.public_key if key else "",
        unlock_attested=bool(key and key.is_attested),
        unlock_sign_count=key.sign_count if key else 0,
    )
    keep_as_passkey(account, key)
    if not waiting.update(
        phone_account=account, label=label_of(verified), evidence=message, expires_at=now + TEST_LIFE
    ):
        raise NotClaimedByThisPhone(f"enrolment {enrolment.pk}: ended while it was completed")
    start_test(enrolment, account, rules=rules, now=now)
    return Completed(account, token)


@transaction.atomic
def _completed_before(enrolment: Enrolment, message: str) -> Completed:
    """The answer to this very message once more; refused to any other, and once what it made has ended."""
    user = lock_user(enrolment.user_id)
    check_standing(enrolment, user, method_rules(user.tenant))
    rows = Enrolment.objects.filter(STILL_GOES_ON, pk=enrolment.pk, evidence=message)
    kept = rows.select_related("phone_account__phone", "phone_account__user__tenant").first()
    if kept is None or kept.phone_account is None:
        raise NotClaimedByThisPhone(
            f"enrolment {enrolment.pk}: completed with another message, or ended since"
        )
    account = kept.phone_account
    if account.state != PhoneAccount.State.ACTIVE or account.phone.state != Phone.State.ACTIVE:
        raise NotClaimedByThisPhone(f"enrolment {enrolment.pk}: account {account.pk} no longer stands")
    same = [
        one for one in _first_tokens(enrolment) if compare_digest(account.phone.token_digest, digest_of(one))
    ]
    return Completed(account, same[0] if same else None)


def _first_tokens(enrolment: Enrolment) -> list[str]:
    """The device token that this enrolment gives to a new phone: the same however often it is asked for.

    Computed, not kept: whoever reads the tables finds its digest alone. It is replaced when the app first starts. After
    it come those that earlier keys (SECRET_KEY_FALLBACKS) have given.
    """
    made = salted_digests("handslag.first-device-token", enrolment.nonce)
    return [encode(bytes.fromhex(one)) for one in made]


def label_of(verified: VerifiedEnrolment) -> str:
    """The phone's own name for itself, as plain text; its platform when nothing of it can be shown."""
    return shown(verified.label) or shown(verified.platform)


def _phone_of(enrolment: Enrolment, verified: VerifiedEnrolment) -> tuple[Phone, str | None]:
    token = _first_tokens(enrolment)[0]
    phone, is_new = Phone.objects.get_or_create(
        thumbprint=enrolment.thumbprint,
        defaults={
            "device_key": enrolment.device_key,
            "label": label_of(verified),
            "platform": shown(verified.platform, longest=60),
            "app_version": verified.app_version,
            "token_digest": digest_of(token),
        },
    )
    if phone.state != Phone.State.ACTIVE:
        raise NotClaimedByThisPhone(f"enrolment {enrolment.pk}: phone {phone.pk} is {phone.state}")
    return phone, token if is_new else None
