"""A phone's keys replaced by new ones: said by the device key, vouched for by every other key that it is about.

No challenge is answered. A renewal counts only while the keys that signed it are the phone's, and it ends that itself:
there is nothing to be gained by sending it later.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from devices.signatures.encoding import sha256_b64url
from devices.signatures.errors import SignatureRejected
from devices.signatures.jws.kinds import RENEWAL, RENEWAL_PROOF, MessageKind
from devices.signatures.jws.reading import read, read_verified
from devices.signatures.keys import read_public_jwk, thumbprint


@dataclass(frozen=True, kw_only=True)
class Named:
    """Whom a renewal is by and for: the phone's id, and the server's origin."""

    phone_id: str
    audience: str


@dataclass(frozen=True, kw_only=True)
class VerifiedRenewal:
    """Which keys there are to be, by their thumbprints; None for one that stays."""

    text: str
    device: str | None
    pin: str | None


def verify_renewal(*, renewal: object, public_key: Mapping[str, str], expected: Named) -> VerifiedRenewal:
    """Verify a `renewal+jwt` (compact JWS) by the present device key (JWK). Raises SignatureRejected."""
    claims = _read(
        text=renewal, kind=RENEWAL, public_key=public_key, issuer=expected.phone_id, expected=expected
    )
    if "device" not in claims and "pin" not in claims:
        raise SignatureRejected("nothing_renewed")
    return VerifiedRenewal(text=str(renewal), device=claims.get("device"), pin=claims.get("pin"))


def verify_new_key(
    *, jwk: object, proof: object, renewal: VerifiedRenewal, expected_thumbprint: str | None, expected: Named
) -> dict[str, str]:
    """Return a new key that the renewal names, and that is held: it signed `proof`, a `renewal-proof+jwt`."""
    public_key = read_public_jwk(jwk)
    if thumbprint(public_key) != expected_thumbprint:
        raise SignatureRejected("another_key")
    verify_renewal_proof(proof=proof, public_key=public_key, renewal=renewal, expected=expected)
    return public_key


def verify_renewal_proof(
    *, proof: object, public_key: Mapping[str, str], renewal: VerifiedRenewal, expected: Named
) -> None:
    """Check that this key, one of those that the renewal is about, agrees to it."""
    claims = _read(
        text=proof,
        kind=RENEWAL_PROOF,
        public_key=public_key,
        issuer=thumbprint(public_key),
        expected=expected,
    )
    # Its bytes, and so every key that it names: a proof for one renewal is worth nothing for another.
    if not hmac.compare_digest(claims["chh"], sha256_b64url(renewal.text)):
        raise SignatureRejected("wrong_renewal")


def signer_of(proof: object) -> str:
    """Return the thumbprint of the key that a `renewal-proof+jwt` says it is by: only to find that key."""
    return str(read(text=proof, kind=RENEWAL_PROOF).header["kid"])


def _read(
    *, text: object, kind: MessageKind, public_key: Mapping[str, str], issuer: str, expected: Named
) -> dict[str, Any]:
    claims = read_verified(text=text, kind=kind, public_key=public_key)
    if claims["iss"] != issuer:
        raise SignatureRejected("wrong_issuer")
    if claims["aud"] != expected.audience:
        raise SignatureRejected("wrong_audience")
    if claims["txn"] != expected.phone_id:
        raise SignatureRejected("wrong_transaction")
    return claims
