"""A passkey was made: what its authenticator says of it (WebAuthn Level 3, 7.1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import webauthn
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from webauthn.helpers import (
    decode_credential_public_key,
    decoded_public_key_to_cryptography,
    encode_cbor,
    parse_cbor,
)
from webauthn.helpers.structs import CredentialDeviceType
from webauthn.registration.verify_registration_response import VerifiedRegistration

from devices.signatures.encoding import decode, encode
from devices.signatures.errors import SignatureRejected
from devices.signatures.passkeys.attesting import Root, verify_statement
from devices.signatures.passkeys.credentials import (
    LARGEST_FIELD,
    LIBRARY_REFUSALS,
    LONGEST_CREDENTIAL_ID,
    read_credential,
)
from devices.signatures.passkeys.options import ALGORITHMS

LARGEST_ATTESTATION = 16 * 1024
# A larger one only makes verifying slow.
SMALLEST_RSA, LARGEST_RSA = 2048, 4096
TRANSPORTS = ("ble", "hybrid", "internal", "nfc", "smart-card", "usb")


@dataclass(frozen=True, kw_only=True)
class NewPasskey:
    """What is kept of a passkey. `aaguid` is the authenticator's own word for its model.

    `is_synced`: it may be copied to other machines by whoever looks after it; `is_backed_up`: it has been.
    `is_discoverable`: a browser finds it without being told which one. `attested_by` is the key of the root that
    vouched for it, "" of none; `unattested` is then why not, if it was asked.
    """

    credential_id: str
    public_key: str
    sign_count: int
    aaguid: str
    transports: tuple[str, ...]
    is_synced: bool
    is_backed_up: bool
    is_discoverable: bool
    user_verified: bool
    attested_by: str = ""
    unattested: str = ""


def verify_new_passkey(
    *,
    credential: Mapping[str, Any],
    expected_challenge: str,
    expected_rp_id: str,
    expected_origin: str,
    is_quiet: bool = False,
    roots: Sequence[Root] | None = None,
) -> NewPasskey:
    """Accept a RegistrationResponseJSON that answers this challenge. Raises SignatureRejected.

    The person was there and was verified, unless it was made quietly. Its attestation is read only where `roots` say
    who may vouch for it; one for which none of them does is taken like any other, and said to be so.
    """
    clean = read_credential(
        credential,
        fields=("clientDataJSON", "attestationObject"),
        expected_nonce=expected_challenge,
        largest=LARGEST_ATTESTATION,
    )
    bare = {**clean, "response": {**clean["response"]}}
    try:
        bare["response"]["attestationObject"] = _without_statement(clean["response"]["attestationObject"])
        verified = webauthn.verify_registration_response(
            credential=bare,
            expected_challenge=decode(expected_challenge),
            expected_rp_id=expected_rp_id,
            expected_origin=expected_origin,
            require_user_presence=not is_quiet,
            require_user_verification=not is_quiet,
            supported_pub_key_algs=list(ALGORITHMS),
        )
        _check_key(verified.credential_public_key)
    except LIBRARY_REFUSALS as error:
        raise SignatureRejected("bad_new_passkey") from error
    if encode(verified.credential_id) != clean["id"] or len(verified.credential_id) > LONGEST_CREDENTIAL_ID:
        raise SignatureRejected("wrong_credential")
    new = kept_of(verified, credential)
    return (
        new
        if roots is None
        else _judged(new, clean, roots, expected_challenge, expected_rp_id, expected_origin)
    )


def _judged(
    new: NewPasskey, clean: Mapping[str, Any], roots: Sequence[Root], challenge: str, rp_id: str, origin: str
) -> NewPasskey:
    """The same with who vouches for it, or why nobody does."""
    try:
        by = verify_statement(
            credential=clean,
            aaguid=new.aaguid,
            roots=roots,
            expected_challenge=challenge,
            expected_rp_id=rp_id,
            expected_origin=origin,
        )
    except SignatureRejected as refused:
        return replace(new, unattested=refused.reason)
    return replace(new, attested_by=by)


def kept_of(verified: VerifiedRegistration, credential: Mapping[str, Any]) -> NewPasskey:
    """What is kept of a credential that was verified; `credential` is what the browser sent, with its hints."""
    is_synced = verified.credential_device_type == CredentialDeviceType.MULTI_DEVICE
    return NewPasskey(
        credential_id=encode(verified.credential_id),
        public_key=encode(verified.credential_public_key),
        sign_count=verified.sign_count,
        aaguid=verified.aaguid,
        transports=_transports_in(credential["response"]),
        is_synced=is_synced,
        is_backed_up=verified.credential_backed_up,
        is_discoverable=_is_discoverable(credential, is_synced=is_synced),
        user_verified=verified.user_verified,
    )


def _without_statement(attestation_object: str) -> str:
    """As a browser hands it on where nobody asked: statements would expose parsers of TPM and X.509."""
    attested = parse_cbor(decode(attestation_object))
    data = attested.get("authData")
    # Of a number in the place of bytes the library makes as many zeros: gigabytes from a message of a few bytes (T30).
    if not isinstance(data, bytes) or len(data) > LARGEST_FIELD:
        raise SignatureRejected("bad_new_passkey")
    return encode(encode_cbor({"fmt": "none", "attStmt": {}, "authData": data}))


def _check_key(public_key: bytes) -> None:
    """Unattested keys are handed on unchecked by the library: what is no key of its kind ends here."""
    key = decoded_public_key_to_cryptography(decode_credential_public_key(public_key))
    if isinstance(key, RSAPublicKey) and not SMALLEST_RSA <= key.key_size <= LARGEST_RSA:
        raise SignatureRejected("bad_key_size")


def _transports_in(response: Mapping[str, Any]) -> tuple[str, ...]:
    """Hints for the browser, which nobody signed: of those that are known, each once."""
    said = response.get("transports")
    return tuple(one for one in TRANSPORTS if isinstance(said, list) and one in said)


def _is_discoverable(credential: Mapping[str, Any], *, is_synced: bool) -> bool:
    """As the browser says; where it says nothing, what is synced is found by those who sync it."""
    results = credential.get("clientExtensionResults")
    properties = results.get("credProps") if isinstance(results, Mapping) else None
    said = properties.get("rk") if isinstance(properties, Mapping) else None
    return said if isinstance(said, bool) else is_synced
