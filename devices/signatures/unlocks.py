"""Proof that the person unlocked: a signature by a second key that only the app PIN opens, or the phone's platform."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from devices.signatures.answers import ExpectedAnswer, check_unlock_hash, read_answer
from devices.signatures.errors import SignatureRejected
from devices.signatures.jws.kinds import UNLOCK
from devices.signatures.keys import jwk_to_text, read_public_jwk, thumbprint
from devices.signatures.passkeys.making import NewPasskey

Mode = Literal["hardware", "pin", "platform"]


@dataclass(frozen=True, kw_only=True)
class VerifiedUnlockKey:
    """An unlock newly made, ready to be stored with the phone account.

    `public_key` is a JWK as text (pin, hardware) or a COSE key in base64url (platform); `sign_count` stays 0 but for
    the last. `lack` says why nobody vouches for its hardware; "" when somebody does. `passkey` is what a platform's
    credential is besides.
    """

    mode: Mode
    credential_id: str
    public_key: str
    sign_count: int
    lack: str = "no_attestation"
    passkey: NewPasskey | None = field(default=None, compare=False)

    @property
    def is_attested(self) -> bool:
        """Has the hardware that holds the key vouched for it?"""
        return not self.lack


@dataclass(frozen=True, kw_only=True)
class VerifiedUnlock:
    """The person unlocked, for this one challenge. `sign_count` is to be stored (platform; else 0)."""

    sign_count: int


def verify_pin_registration(
    *,
    jwk: object,
    proof: object,
    expected_unlock_hash: str | None,
    device_thumbprint: str,
    expected_audience: str,
    expected_transaction: str,
    expected_nonce: str,
    expected_challenge: str,
) -> VerifiedUnlockKey:
    """Accept a new PIN key: well formed, held by the phone (it signed `proof`), announced by the device key.

    `device_thumbprint` names the device key, which may not play the PIN key as well: one key is one factor
    (T12). The other expectations come from the challenge that was answered. Raises SignatureRejected.
    """
    public_key = read_public_jwk(jwk)
    if thumbprint(public_key) == device_thumbprint:
        raise SignatureRejected("same_key_twice")
    verify_pin_unlock(
        proof=proof,
        public_key=public_key,
        expected_unlock_hash=expected_unlock_hash,
        expected_audience=expected_audience,
        expected_transaction=expected_transaction,
        expected_nonce=expected_nonce,
        expected_challenge=expected_challenge,
        expected_number=None,
    )
    return VerifiedUnlockKey(
        mode="pin", credential_id=thumbprint(public_key), public_key=jwk_to_text(public_key), sign_count=0
    )


def verify_pin_unlock(
    *,
    proof: object,
    public_key: Mapping[str, str],
    expected_unlock_hash: str | None,
    expected_audience: str,
    expected_transaction: str,
    expected_nonce: str,
    expected_challenge: str,
    expected_number: str | None,
) -> VerifiedUnlock:
    """Verify an `unlock+jwt` (compact JWS) by the stored key of PIN or platform (JWK, see keys.jwk_from_text).

    `expected_unlock_hash` and `expected_number` are those of the verified decision: the PIN key must have
    signed the same number. Raises SignatureRejected.
    """
    expected = ExpectedAnswer(
        issuer=thumbprint(public_key),
        audience=expected_audience,
        transaction=expected_transaction,
        nonce=expected_nonce,
        challenge=expected_challenge,
    )
    claims = read_answer(text=proof, kind=UNLOCK, public_key=public_key, expected=expected)
    check_unlock_hash(signed_text=str(proof), expected_unlock_hash=expected_unlock_hash)
    if claims.get("number") != expected_number:
        raise SignatureRejected("wrong_unlock_number")
    return VerifiedUnlock(sign_count=0)
