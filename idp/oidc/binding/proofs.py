"""A proof that the caller holds a key: made for one call, with a nonce of ours, taken once (RFC 9449, section 4.3).

Freshness is the nonce's alone: it is asked of everybody, so no clock of an application matters, and nobody who had its
key for a moment can make proofs for later (section 11.2). They are the nonces of phones: an HMAC of two minutes.
"""

from __future__ import annotations

from hmac import compare_digest

from devices.callers import nonces
from devices.signatures.dpop import access_token_hash
from idp.oidc.signed.keys import STRONG_ALGORITHMS, NotAKey, PublicKey, read_key
from idp.oidc.signed.messages import Message, NotBelieved, read, verify
from idp.oidc.signed.once import use_once

TYPE = "dpop+jwt"
# Longer than the two windows of a nonce: a proof is dead before its name is forgotten.
NAMES_KEPT_SECONDS = 300


class NonceIsMissing(NotBelieved):
    """It has none of our nonces, or an old one: the caller makes another proof, with the one in the answer."""


def thumbprint_of(text: str, *, expected_method: str, expected_url: str, access_token: str = "") -> str:
    """Return the name (RFC 7638) of the key that this proof shows. Raises NotBelieved.

    `expected_url` is our own address without query; `access_token` the token that is used with it, "" for none.
    """
    message = read(text)
    key = _key(message)
    verify(message, key, algorithms=STRONG_ALGORITHMS)
    # A proof that was caught at one call opens no other.
    if message.said("htm") != expected_method:
        raise NotBelieved("htm is not the method")
    if message.said("htu") != expected_url:
        raise NotBelieved("htu is not the address")
    if message.moment("iat") is None:
        raise NotBelieved("iat is missing")
    _check_token(message, access_token)
    if not nonces.is_known(message.said("nonce")):
        raise NonceIsMissing("nonce is missing, or is an old one")
    use_once("proofs of applications", key.thumbprint, message.said("jti"), seconds=NAMES_KEPT_SECONDS)
    return key.thumbprint


def _key(message: Message) -> PublicKey:
    """The one message that brings its key: it shows that the caller holds that, and nothing else."""
    if message.header.get("typ") != TYPE:
        raise NotBelieved(f"typ must be {TYPE}")
    try:
        return read_key(message.header.get("jwk"))
    except NotAKey as wrong:
        raise NotBelieved(f"jwk: {wrong.reason}") from wrong


def _check_token(message: Message, access_token: str) -> None:
    expected = access_token_hash(access_token) if access_token else ""
    if not compare_digest(message.said("ath").encode(), expected.encode()):
        raise NotBelieved("ath is not of the token")
