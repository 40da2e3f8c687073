"""Who is calling: a proof that the caller holds the device key, made for this one call (RFC 9449)."""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from devices.signatures.encoding import decode, encode
from devices.signatures.errors import SignatureRejected
from devices.signatures.jws.kinds import DPOP_PROOF
from devices.signatures.jws.reading import LARGEST_MESSAGE, read, split, verify_signature
from devices.signatures.jws.strict_json import read_object
from devices.signatures.keys import read_public_jwk, thumbprint


@dataclass(frozen=True, kw_only=True)
class VerifiedProof:
    """The caller holds the key with this thumbprint. What the key may do is the caller's to check."""

    thumbprint: str
    jwk: dict[str, str]
    jti: str
    iat: int


def verify_proof(
    *,
    proof: object,
    expected_method: str,
    expected_url: str,
    is_known_nonce: Callable[[str], bool],
    expected_access_token: str | None = None,
    expected_thumbprint: str | None = None,
    max_bytes: int = LARGEST_MESSAGE,
) -> VerifiedProof:
    """Verify the `DPoP` header of one call, in the protocol's order, each check after the ones before it.

    `expected_url` is the public address without query. `expected_access_token` is the device token of the
    call, None where there is none yet. `expected_thumbprint` is that of the phone the token belongs to.
    `is_known_nonce` tells whether the server handed out this nonce lately. The phone's clock (`iat`) is read
    and never judged.

    Raises MessageMalformed, or SignatureRejected with "key_mismatch", "bad_signature", "wrong_method",
    "wrong_url", "wrong_token_hash" or "use_dpop_nonce". The caller spends `jti` last, so that a refused call
    cannot burn one.
    """
    if (
        expected_thumbprint is not None
        and claimed_thumbprint(proof, max_bytes=max_bytes) != expected_thumbprint
    ):
        raise SignatureRejected("key_mismatch")
    message = read(text=proof, kind=DPOP_PROOF, max_bytes=max_bytes)
    # The one message that carries its key: it proves possession, and the caller compares the thumbprint.
    jwk = read_public_jwk(message.header["jwk"])
    verify_signature(message=message, public_key=jwk)

    claims = message.claims
    _check_call(claims=claims, expected_method=expected_method, expected_url=expected_url)
    _check_token(claims=claims, expected_access_token=expected_access_token)
    if "nonce" not in claims or not is_known_nonce(claims["nonce"]):
        raise SignatureRejected("use_dpop_nonce")
    return VerifiedProof(thumbprint=thumbprint(jwk), jwk=jwk, jti=claims["jti"], iat=claims["iat"])


def access_token_hash(token: str) -> str:
    """Return the `ath` claim: base64url of SHA-256 of the token (RFC 9449, section 4.2)."""
    return encode(hashlib.sha256(token.encode("utf-8")).digest())


def claimed_thumbprint(proof: object, *, max_bytes: int = LARGEST_MESSAGE) -> str:
    """Return the thumbprint of the key that a proof carries; nothing of it is verified. Raises MessageMalformed."""
    header = read_object(decode(split(text=proof, max_bytes=max_bytes)[0]))
    return thumbprint(read_public_jwk(header.get("jwk")))


def _check_call(*, claims: dict[str, Any], expected_method: str, expected_url: str) -> None:
    # A proof stolen from one call opens no other.
    if claims["htm"] != expected_method:
        raise SignatureRejected("wrong_method")
    if claims["htu"] != expected_url:
        raise SignatureRejected("wrong_url")


def _check_token(*, claims: dict[str, Any], expected_access_token: str | None) -> None:
    if expected_access_token is None:
        if "ath" in claims:
            raise SignatureRejected("wrong_token_hash")
        return
    expected = access_token_hash(expected_access_token)
    if not hmac.compare_digest(str(claims.get("ath", "")), expected):
        raise SignatureRejected("wrong_token_hash")
