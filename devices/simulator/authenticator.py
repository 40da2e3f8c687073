"""A WebAuthn platform authenticator in software: no lock of its own, so it claims what it is told to claim.

For tests and demos. The bytes are real (CBOR, authenticator data, ES256 in DER), so that the server's
verification runs whole; what a browser would check (the rp id against the origin) is not.
"""

import hashlib
import json
import secrets
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import encode_cbor

from devices.signatures.encoding import decode, encode
from devices.signatures.keys import SigningKey

USER_PRESENT = 0x01
USER_VERIFIED = 0x04
ATTESTED_DATA = 0x40
UNLOCKED = USER_PRESENT | USER_VERIFIED
AAGUID = bytes(16)


@dataclass(frozen=True, kw_only=True)
class PlatformCredential:
    """A credential kept by the phone. Its counter stays at zero, as with most platform authenticators."""

    credential_id: str
    rp_id: str
    key: SigningKey


def make_credential(
    *, options: dict[str, Any], origin: str, flags: int = UNLOCKED
) -> tuple[PlatformCredential, dict[str, Any]]:
    """Answer navigator.credentials.create(): the credential and its RegistrationResponseJSON ("none" attested)."""
    credential = PlatformCredential(
        credential_id=encode(secrets.token_bytes(32)), rp_id=options["rp"]["id"], key=SigningKey.generate()
    )
    identifier = decode(credential.credential_id)
    attested = AAGUID + len(identifier).to_bytes(2, "big") + identifier + _cose_key(credential.key)
    data = _authenticator_data(rp_id=credential.rp_id, flags=flags | ATTESTED_DATA) + attested
    response = {
        "clientDataJSON": _client_data(kind="webauthn.create", nonce=options["challenge"], origin=origin),
        "attestationObject": encode(encode_cbor({"fmt": "none", "attStmt": {}, "authData": data})),
        "transports": ["internal"],
    }
    return credential, _credential_json(credential, response)


def make_assertion(
    *, credential: PlatformCredential, nonce: str, origin: str, flags: int = UNLOCKED
) -> dict[str, Any]:
    """Answer navigator.credentials.get(): an AuthenticationResponseJSON."""
    client_data = _client_data(kind="webauthn.get", nonce=nonce, origin=origin)
    data = _authenticator_data(rp_id=credential.rp_id, flags=flags)
    signed = data + hashlib.sha256(decode(client_data)).digest()
    private_key = credential.key.secret.private_key
    if private_key is None:
        raise ValueError("A credential needs its private key to sign.")
    signature = private_key.sign(signed, ec.ECDSA(hashes.SHA256()))
    response = {
        "clientDataJSON": client_data,
        "authenticatorData": encode(data),
        "signature": encode(signature),
        "userHandle": None,
    }
    return _credential_json(credential, response)


def _authenticator_data(*, rp_id: str, flags: int) -> bytes:
    return hashlib.sha256(rp_id.encode()).digest() + bytes([flags]) + bytes(4)


def _client_data(*, kind: str, nonce: str, origin: str) -> str:
    content = {"type": kind, "challenge": nonce, "origin": origin, "crossOrigin": False}
    return encode(json.dumps(content, separators=(",", ":")).encode())


def _cose_key(key: SigningKey) -> bytes:
    """EC2, ES256, P-256 (RFC 9053, sections 2.1 and 7.1.1)."""
    x, y = decode(key.public_jwk["x"]), decode(key.public_jwk["y"])
    return encode_cbor({1: 2, 3: -7, -1: 1, -2: x, -3: y})


def _credential_json(credential: PlatformCredential, response: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": credential.credential_id,
        "rawId": credential.credential_id,
        "type": "public-key",
        "authenticatorAttachment": "platform",
        "clientExtensionResults": {},
        "response": response,
    }
