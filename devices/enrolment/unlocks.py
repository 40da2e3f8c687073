"""An account's lock: verified when the account is added, or set up later, before phone sign-in is enabled (B07)."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import caches

from accounts.policy.facts import method_rules
from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.approvals.refusals import verifying
from devices.challenge_keys.services import issuer_of, signing_key
from devices.enrolment.claims import unlock_creation_options
from devices.enrolment.refusals import NotClaimedByThisPhone, UnlockModeRefused
from devices.phones import services as phones
from devices.phones.models import PhoneAccount
from devices.phones.refusals import UnlockAlreadySet
from devices.phones.settings import phone_settings
from devices.signatures.challenges import Binding, UnlockChallenge, sign_challenge
from devices.signatures.platform_unlocks import verify_platform_registration
from devices.signatures.setups import verify_setup
from devices.signatures.unlocks import VerifiedUnlockKey, verify_pin_registration

SETUP_LIFE = timedelta(minutes=10)


def allowed_modes(tenant: Tenant) -> tuple[str, ...]:
    return phone_settings(method_rules(tenant)).unlock_modes


def verify_new_unlock(
    sent: dict[str, Any],
    *,
    unlock_hash: str | None,
    thumbprint: str,
    user: User,
    transaction: str,
    nonce: str,
    challenge: str,
) -> VerifiedUnlockKey:
    """The unlock credential a phone offers for an account, verified. Which kinds count is the tenant's policy (E20)."""
    if sent.get("mode") not in allowed_modes(user.tenant):
        raise UnlockModeRefused(f"mode {sent.get('mode')!r} for {user.username}")
    if sent["mode"] == "pin":
        return verify_pin_registration(
            jwk=sent.get("jwk"),
            proof=sent.get("proof"),
            expected_unlock_hash=unlock_hash,
            device_thumbprint=thumbprint,
            expected_audience=issuer_of(user.tenant_id),
            expected_transaction=transaction,
            expected_nonce=nonce,
            expected_challenge=challenge,
        )
    return verify_platform_registration(
        credential=sent.get("credential"),
        expected_unlock_hash=unlock_hash,
        expected_nonce=nonce,
        expected_rp_id=urlsplit(settings.PUBLIC_URL).hostname or "",
        expected_origin=settings.PUBLIC_URL,
    )


def unlock_options(account: PhoneAccount, *, now: datetime) -> tuple[str, dict[str, Any] | None]:
    """A challenge to set up the lock of an account that has none, and WebAuthn options; good for ten minutes."""
    if account.unlock_mode:
        raise UnlockAlreadySet(f"account {account.pk}")
    nonce = secrets.token_urlsafe(32)
    tenant = account.user.tenant
    binding = Binding(
        issuer=issuer_of(tenant.pk),
        audience=str(account.phone_id),
        transaction=str(account.pk),
        nonce=nonce,
        jti=secrets.token_urlsafe(16),
        issued_at=int(now.timestamp()),
        expires_at=int((now + SETUP_LIFE).timestamp()),
    )
    message = UnlockChallenge(binding=binding, account=str(account.pk), unlock_modes=allowed_modes(tenant))
    challenge = sign_challenge(challenge=message, key=signing_key(tenant))
    caches["ledger"].set(_cache_key(account), (nonce, challenge), int(SETUP_LIFE.total_seconds()))
    return challenge, unlock_creation_options(account.user, nonce=nonce, handle=account.pk.bytes)


def set_up_unlock(account: PhoneAccount, *, setup: str, unlock: dict[str, Any]) -> PhoneAccount:
    """Keeps the lock a phone has made for an account, once its answer to the challenge is verified."""
    if account.unlock_mode:
        raise UnlockAlreadySet(f"account {account.pk}")
    asked = caches["ledger"].get(_cache_key(account))
    if asked is None:
        raise NotClaimedByThisPhone(f"account {account.pk}: no open challenge")
    nonce, challenge = asked
    with verifying(f"account {account.pk}"):
        verified = verify_setup(
            setup=setup,
            public_key=account.phone.device_key,
            expected_phone_id=str(account.phone_id),
            expected_audience=issuer_of(account.user.tenant_id),
            expected_account=str(account.pk),
            expected_nonce=nonce,
            expected_challenge=challenge,
        )
        key = verify_new_unlock(
            unlock,
            unlock_hash=verified.unlock_hash,
            thumbprint=account.phone.thumbprint,
            user=account.user,
            transaction=str(account.pk),
            nonce=nonce,
            challenge=challenge,
        )
    caches["ledger"].delete(_cache_key(account))
    return phones.set_unlock(account, key)


def _cache_key(account: PhoneAccount) -> str:
    return f"unlock-setup:{account.pk}"
