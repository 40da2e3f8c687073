"""What every signed answer of a phone is bound to, checked in one place."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from devices.signatures.encoding import sha256_b64url
from devices.signatures.errors import SignatureRejected
from devices.signatures.jws.kinds import MessageKind
from devices.signatures.jws.reading import read_verified


@dataclass(frozen=True, kw_only=True)
class ExpectedAnswer:
    """What the answer must say, all of it from the server's own records.

    `issuer` names the signer, `audience` is the issuer of the challenge, `transaction` its `txn`, `nonce` its
    nonce, `challenge` the challenge exactly as it was sent.
    """

    issuer: str
    audience: str
    transaction: str
    nonce: str
    challenge: str


def read_answer(
    *, text: object, kind: MessageKind, public_key: Mapping[str, str], expected: ExpectedAnswer
) -> dict[str, Any]:
    """Return the claims of an answer of this kind, by this key, to this challenge, or raise SignatureRejected.

    Times are the phone's own and not judged: freshness comes from the nonce.
    """
    claims = read_verified(text=text, kind=kind, public_key=public_key)
    if claims["iss"] != expected.issuer:
        raise SignatureRejected("wrong_issuer")
    # Another tenant's or server's phone answer is worth nothing here (T09).
    if claims["aud"] != expected.audience:
        raise SignatureRejected("wrong_audience")
    if claims["txn"] != expected.transaction:
        raise SignatureRejected("wrong_transaction")
    if not hmac.compare_digest(claims["nonce"], expected.nonce):
        raise SignatureRejected("wrong_nonce")
    # Covers all that was shown: a signature over less could be moved to another request.
    if not hmac.compare_digest(claims["chh"], sha256_b64url(expected.challenge)):
        raise SignatureRejected("wrong_challenge")
    return claims


def check_unlock_hash(*, signed_text: str, expected_unlock_hash: str | None) -> None:
    """Check that the unlock proof is the one the device key named: neither can be swapped alone.

    `expected_unlock_hash` comes from the verified answer; None there means that no proof was announced.
    """
    if expected_unlock_hash is None:
        raise SignatureRejected("unlock_not_announced")
    if not hmac.compare_digest(expected_unlock_hash, sha256_b64url(signed_text)):
        raise SignatureRejected("wrong_unlock_hash")
