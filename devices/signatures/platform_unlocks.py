"""Proof that the person unlocked with the phone's own lock: WebAuthn with user verification (Level 3, 7)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import webauthn
from webauthn.helpers import (
    decode_credential_public_key,
    decoded_public_key_to_cryptography,
    parse_attestation_object,
    parse_cbor,
)
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.registration.verify_registration_response import VerifiedRegistration

from devices.signatures.answers import check_unlock_hash
from devices.signatures.encoding import decode, encode
from devices.signatures.errors import SignatureRejected
from devices.signatures.passkeys.credentials import LIBRARY_REFUSALS, LONGEST_CREDENTIAL_ID, read_credential
from devices.signatures.passkeys.making import kept_of
from devices.signatures.passkeys.options import Named, Owner, named
from devices.signatures.unlocks import VerifiedUnlock, VerifiedUnlockKey


def creation_options(
    *, nonce: str, rp_id: str, rp_name: str, owner: Owner, has_already: Iterable[Named] | None = None
) -> dict[str, Any]:
    """PublicKeyCredentialCreationOptions as JSON: the phone's own lock, verified user, ES256 only.

    `nonce` is the challenge's. With `has_already`, the passkeys of the owner, it may be one of those too, where the
    phone makes it so (B16); without, it is for this account alone, whose handle nobody looks for.
    """
    is_discoverable = has_already is not None
    return {
        "rp": {"id": rp_id, "name": rp_name},
        "user": {
            "id": owner.handle,
            "name": owner.username,
            "displayName": owner.display_name or owner.username,
        },
        "challenge": nonce,
        "pubKeyCredParams": [{"type": "public-key", "alg": int(COSEAlgorithmIdentifier.ECDSA_SHA_256)}],
        "timeout": 120_000,
        "attestation": "none",
        "excludeCredentials": named(has_already or ()),
        "extensions": {"credProps": True},
        "authenticatorSelection": {
            "authenticatorAttachment": "platform",
            "residentKey": "preferred" if is_discoverable else "discouraged",
            "requireResidentKey": False,
            "userVerification": "required",
        },
    }


def verify_platform_registration(
    *,
    credential: object,
    expected_unlock_hash: str | None,
    expected_nonce: str,
    expected_rp_id: str,
    expected_origins: Sequence[str],
) -> VerifiedUnlockKey:
    """Accept a new platform credential (RegistrationResponseJSON) that answers the challenge's nonce.

    `expected_unlock_hash` is the device key's announcement: SHA-256 of the `attestationObject` text. User
    presence and verification are required, the key must be ES256. `expected_origins`: our own, and those of native
    apps that the operator named. Attestation is not judged, so `hwk` is never claimed. Raises SignatureRejected.
    """
    clean = read_credential(
        credential, fields=("clientDataJSON", "attestationObject"), expected_nonce=expected_nonce
    )
    check_unlock_hash(
        signed_text=clean["response"]["attestationObject"], expected_unlock_hash=expected_unlock_hash
    )
    try:
        _check_format(decode(clean["response"]["attestationObject"]))
        verified = webauthn.verify_registration_response(
            credential=clean,
            expected_challenge=decode(expected_nonce),
            expected_rp_id=expected_rp_id,
            expected_origin=list(expected_origins),
            require_user_verification=True,
            supported_pub_key_algs=[COSEAlgorithmIdentifier.ECDSA_SHA_256],
        )
        _check_registered(verified, claimed_id=clean["id"])
    except LIBRARY_REFUSALS as error:
        raise SignatureRejected("bad_platform_registration") from error
    return VerifiedUnlockKey(
        mode="platform",
        credential_id=encode(verified.credential_id),
        public_key=encode(verified.credential_public_key),
        sign_count=verified.sign_count,
        passkey=kept_of(verified, credential) if isinstance(credential, Mapping) else None,
    )


def verify_platform_unlock(
    *,
    assertion: object,
    public_key: str,
    sign_count: int,
    expected_unlock_hash: str | None,
    expected_nonce: str,
    expected_rp_id: str,
    expected_origins: Sequence[str],
    expected_credential_id: str,
) -> VerifiedUnlock:
    """Verify an AuthenticationResponseJSON against the stored credential (`public_key`: COSE in base64url).

    `expected_unlock_hash` is the verified decision's: SHA-256 of the `signature` text. `sign_count` is the
    stored one; the result's is to be stored. Raises SignatureRejected.
    """
    clean = read_credential(
        assertion,
        fields=("clientDataJSON", "authenticatorData", "signature"),
        expected_nonce=expected_nonce,
    )
    # The library does not look: an assertion by another credential must not count for this account.
    if clean["id"] != expected_credential_id:
        raise SignatureRejected("wrong_credential")
    check_unlock_hash(signed_text=clean["response"]["signature"], expected_unlock_hash=expected_unlock_hash)
    try:
        verified = webauthn.verify_authentication_response(
            credential=clean,
            expected_challenge=decode(expected_nonce),
            expected_rp_id=expected_rp_id,
            expected_origin=list(expected_origins),
            credential_public_key=decode(public_key),
            credential_current_sign_count=sign_count,
            require_user_verification=True,
        )
    except LIBRARY_REFUSALS as error:
        raise SignatureRejected("bad_platform_unlock") from error
    return VerifiedUnlock(sign_count=verified.new_sign_count)


def _check_format(attestation_object: bytes) -> None:
    """Only unattested credentials: their statements would expose parsers of TPM and X.509."""
    # Of a number in the place of bytes the library makes as many zeros: gigabytes from a message of a few bytes (T30).
    if not isinstance(parse_cbor(attestation_object).get("authData"), bytes):
        raise SignatureRejected("bad_platform_registration")
    if parse_attestation_object(attestation_object).fmt not in ("none", "packed"):
        raise SignatureRejected("bad_attestation_format")


def _check_registered(verified: VerifiedRegistration, *, claimed_id: str) -> None:
    if encode(verified.credential_id) != claimed_id or len(verified.credential_id) > LONGEST_CREDENTIAL_ID:
        raise SignatureRejected("wrong_credential")
    # Unattested keys are stored unchecked by the library: a key that is no P-256 point ends here.
    decoded_public_key_to_cryptography(decode_credential_public_key(verified.credential_public_key))
