"""An account's lock: verified when it is added, set up later (B07), or changed by whoever opens the one there is."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import caches
from django.db import transaction

from accounts import clock
from accounts.policy.facts import method_rules
from accounts.tenants.models import Tenant
from accounts.throttle.counting import DAY, Limit, count
from accounts.users.models import User
from devices.approvals.refusals import verifying
from devices.challenge_keys.services import issuer_of, signing_key
from devices.enrolment.refusals import NotClaimedByThisPhone, UnlockModeRefused
from devices.passkeys.challenges import rp_id
from devices.phones import services as phones
from devices.phones.keys.unlocking import ExpectedUnlock, verify_unlock
from devices.phones.models import Phone, PhoneAccount
from devices.phones.native import attestation_roots, unlock_origins
from devices.phones.refusals import UnlockAlreadySet
from devices.phones.settings import phone_settings
from devices.signatures.challenges import Binding, UnlockChallenge, sign_challenge
from devices.signatures.encoding import encode
from devices.signatures.errors import SignatureRejected
from devices.signatures.hardware.unlocks import judged
from devices.signatures.passkeys.options import Owner
from devices.signatures.platform_unlocks import creation_options, verify_platform_registration
from devices.signatures.setups import verify_setup
from devices.signatures.unlocks import VerifiedUnlockKey, verify_pin_registration

SETUP_LIFE = timedelta(minutes=10)
# Every lock an account ever had is kept, so that what it signed can be verified.
LOCKS_A_DAY = 20


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
    settings = phone_settings(method_rules(user.tenant))
    if sent.get("mode") not in settings.unlock_modes:
        raise UnlockModeRefused(f"mode {sent.get('mode')!r} for {user.username}")
    if sent["mode"] == "platform":
        return _new_platform_lock(sent, unlock_hash=unlock_hash, nonce=nonce)
    key = verify_pin_registration(
        jwk=sent.get("jwk"),
        proof=sent.get("proof"),
        expected_unlock_hash=unlock_hash,
        device_thumbprint=thumbprint,
        expected_audience=issuer_of(user.tenant_id),
        expected_transaction=transaction,
        expected_nonce=nonce,
        expected_challenge=challenge,
    )
    if sent["mode"] == "hardware":
        attestation, roots = sent.get("attestation"), attestation_roots()
        key = judged(key, attestation=attestation, expected_nonce=nonce, roots=roots, now=clock.now())
        if "hardware" not in settings.modes_for(is_attested=key.is_attested):
            raise UnlockModeRefused(f"hardware key of {user.username}: {key.lack}")
    return _apart_from_device_key(key, thumbprint=thumbprint)


def _apart_from_device_key(key: VerifiedUnlockKey, *, thumbprint: str) -> VerifiedUnlockKey:
    """A key that waits to become this phone's own opens no account: it would be one factor for two (T12)."""
    if Phone.objects.filter(thumbprint=thumbprint, next_thumbprint=key.credential_id).exists():
        raise SignatureRejected("same_key_twice")
    return key


def _new_platform_lock(sent: dict[str, Any], *, unlock_hash: str | None, nonce: str) -> VerifiedUnlockKey:
    return verify_platform_registration(
        credential=sent.get("credential"),
        expected_unlock_hash=unlock_hash,
        expected_nonce=nonce,
        expected_rp_id=rp_id(),
        expected_origins=unlock_origins(),
    )


def unlock_options(account: PhoneAccount, *, now: datetime) -> tuple[str, dict[str, Any] | None]:
    """A challenge to set up the lock of an account, or to change it, and WebAuthn options; good for ten minutes."""
    count(Limit(scope="locks", key=str(account.pk), most=LOCKS_A_DAY, seconds=DAY))
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
    owner = Owner(
        handle=encode(account.pk.bytes),
        username=account.user.username,
        display_name=account.user.display_name,
    )
    return challenge, creation_options(nonce=nonce, rp_id=rp_id(), rp_name="Handslag", owner=owner)


def set_up_unlock(
    account: PhoneAccount, *, setup: str, unlock: dict[str, Any], proof: dict[str, Any] | None = None
) -> PhoneAccount:
    """Keeps the lock a phone has made for an account, once its answer to the challenge is verified.

    Where there is one already, `proof` is that one's: whoever holds the phone alone changes nothing (T12).
    """
    if account.unlock_mode and proof is None:
        raise UnlockAlreadySet(f"account {account.pk}")
    asked = caches["ledger"].get(_cache_key(account))
    if asked is None:
        raise NotClaimedByThisPhone(f"account {account.pk}: no open challenge")
    nonce, challenge = asked
    before = account.unlock_credential_id
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
        _check_old(account, proof, proof_hash=verified.proof_hash, nonce=nonce, challenge=challenge)
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
    return _store(account, key, before=before)


def _check_old(
    account: PhoneAccount, proof: dict[str, Any] | None, *, proof_hash: str | None, nonce: str, challenge: str
) -> None:
    """The lock there is agrees; of an account that has none no proof is taken for one."""
    if (proof_hash is None) != (proof is None):
        raise SignatureRejected("proof_not_announced")
    if proof is None:
        return
    settings = phone_settings(method_rules(account.user.tenant))
    if account.unlock_mode not in settings.modes_for(is_attested=account.unlock_attested):
        raise UnlockModeRefused(f"account {account.pk}: what it has is not taken, and vouches for nothing")
    expected = ExpectedUnlock(
        unlock_hash=proof_hash,
        audience=issuer_of(account.user.tenant_id),
        transaction=str(account.pk),
        nonce=nonce,
        challenge=challenge,
        number=None,
    )
    verify_unlock(account, proof, expected=expected)


@transaction.atomic
def _store(account: PhoneAccount, key: VerifiedUnlockKey, *, before: str) -> PhoneAccount:
    # No passkey too: nobody has proven who they are but by this phone, and a passkey proves more (T20).
    return phones.change_unlock(account, key, before=before) if before else phones.set_unlock(account, key)


def _cache_key(account: PhoneAccount) -> str:
    return f"unlock-setup:{account.pk}"
