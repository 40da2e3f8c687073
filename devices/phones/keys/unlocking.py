"""Whether a proof shows that the person opened this account's lock, by the kind of lock that was enrolled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from devices.phones.models import PhoneAccount
from devices.phones.native import unlock_origins
from devices.phones.refusals import UnlockRequired
from devices.signatures.keys import jwk_from_text
from devices.signatures.platform_unlocks import verify_platform_unlock
from devices.signatures.unlocks import VerifiedUnlock, verify_pin_unlock


@dataclass(frozen=True, kw_only=True)
class ExpectedUnlock:
    """What the proof must be bound to: the challenge that is answered, and what the device key announced."""

    unlock_hash: str | None
    audience: str
    transaction: str
    nonce: str
    challenge: str
    number: str | None


def verify_unlock(
    account: PhoneAccount, proof: dict[str, Any] | None, *, expected: ExpectedUnlock
) -> VerifiedUnlock:
    """Return the verified proof. Raises UnlockRequired where none is of this account's kind, or SignatureRejected."""
    # Which kind of lock counts is what was enrolled, never what the message says.
    if proof is None or not account.unlock_mode or proof.get("mode") != account.unlock_mode:
        raise UnlockRequired(f"account {account.pk}")
    if account.unlock_mode != PhoneAccount.UnlockMode.PLATFORM:
        return verify_pin_unlock(
            proof=proof.get("proof"),
            public_key=jwk_from_text(account.unlock_public_key),
            expected_unlock_hash=expected.unlock_hash,
            expected_audience=expected.audience,
            expected_transaction=expected.transaction,
            expected_nonce=expected.nonce,
            expected_challenge=expected.challenge,
            expected_number=expected.number,
        )
    return verify_platform_unlock(
        assertion=proof.get("assertion"),
        public_key=account.unlock_public_key,
        sign_count=account.unlock_sign_count,
        expected_unlock_hash=expected.unlock_hash,
        expected_nonce=expected.nonce,
        expected_rp_id=urlsplit(settings.PUBLIC_URL).hostname or "",
        expected_origins=unlock_origins(),
        expected_credential_id=account.unlock_credential_id,
    )
