"""The strict reader of compact JWS, with the library's signature check behind it.

Common JOSE libraries accept duplicate names, a wrong `typ` and odd base64. Whatever two readers could see
differently is refused here before a key is touched (RFC 8725; attack T11).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from devices.signatures.encoding import decode
from devices.signatures.errors import MessageMalformed, SignatureRejected
from devices.signatures.jws.kinds import CLAIMS, MessageKind
from devices.signatures.jws.strict_json import read_object
from devices.signatures.keys import COORDINATE_BYTES, point_of, thumbprint

LARGEST_MESSAGE = 4096
PARTS = 3
SIGNATURE_BYTES = 64
ALGORITHM = "ES256"


@dataclass(frozen=True, kw_only=True)
class UnverifiedMessage:
    """A well-formed message that nobody has vouched for yet."""

    text: str
    header: dict[str, Any]
    claims: dict[str, Any]


def read(*, text: object, kind: MessageKind, max_bytes: int = LARGEST_MESSAGE) -> UnverifiedMessage:
    """Return a message of exactly this kind, its signature not yet checked. Raises MessageMalformed."""
    header_part, claims_part, signature_part = split(text=text, max_bytes=max_bytes)
    if len(decode(signature_part)) != SIGNATURE_BYTES:
        raise MessageMalformed("bad_signature_length")
    header = read_object(decode(header_part))
    _check_header(header=header, kind=kind)
    claims = read_object(decode(claims_part))
    _check_claims(claims=claims, kind=kind)
    return UnverifiedMessage(text=str(text), header=header, claims=claims)


def split(*, text: object, max_bytes: int = LARGEST_MESSAGE) -> tuple[str, str, str]:
    """Return the three parts of a compact JWS (RFC 7515, section 7.1)."""
    if not isinstance(text, str):
        raise MessageMalformed("not_text")
    if not text.isascii():
        raise MessageMalformed("not_ascii")
    if len(text) > max_bytes:
        raise MessageMalformed("too_large")
    parts = text.split(".")
    if len(parts) != PARTS:
        raise MessageMalformed("not_three_parts")
    return parts[0], parts[1], parts[2]


def typ_of(text: object) -> object:
    """Return the `typ` a message claims: only to choose the kind by which it is then read strictly."""
    return read_object(decode(split(text=text)[0])).get("typ")


def _check_header(*, header: Mapping[str, Any], kind: MessageKind) -> None:
    if header.get("typ") != kind.typ:
        raise MessageMalformed("wrong_typ")
    # RFC 8725 3.1: one algorithm, ours. `none`, HS256 with a public key as secret, all others end here.
    if header.get("alg") != ALGORITHM:
        raise MessageMalformed("wrong_alg")
    # Exactly these: crit, b64, jku, x5u, x5c and the like are never honoured, so never accepted.
    if header.keys() != {"typ", "alg", kind.key_member}:
        raise MessageMalformed("wrong_header")


def _check_claims(*, claims: Mapping[str, Any], kind: MessageKind) -> None:
    if not kind.required <= claims.keys():
        raise MessageMalformed("missing_claim")
    if not claims.keys() <= kind.required | kind.optional:
        raise MessageMalformed("unknown_claim")
    for name, value in claims.items():
        if not CLAIMS[name](value):
            raise MessageMalformed(f"bad_claim_{name}")
    if "exp" in claims and claims["exp"] <= claims["iat"]:
        raise MessageMalformed("bad_claim_exp")


def read_verified(
    *, text: object, kind: MessageKind, public_key: Mapping[str, str], max_bytes: int = LARGEST_MESSAGE
) -> dict[str, Any]:
    """Return the claims of a message of this kind that `public_key` (a stored JWK) signed.

    Raises MessageMalformed, or SignatureRejected("wrong_key" | "bad_signature").
    """
    message = read(text=text, kind=kind, max_bytes=max_bytes)
    # The header only repeats which key we already expect; it never picks one.
    if message.header["kid"] != thumbprint(public_key):
        raise SignatureRejected("wrong_key")
    verify_signature(message=message, public_key=public_key)
    return message.claims


def verify_signature(*, message: UnverifiedMessage, public_key: Mapping[str, str]) -> None:
    """ES256 over the bytes as received (RFC 7518, section 3.4). Raises SignatureRejected("bad_signature")."""
    signed, _, signature_part = message.text.rpartition(".")
    raw = decode(signature_part)
    r, s = (int.from_bytes(half, "big") for half in (raw[:COORDINATE_BYTES], raw[COORDINATE_BYTES:]))
    try:
        point_of(public_key).verify(
            encode_dss_signature(r, s), signed.encode("ascii"), ec.ECDSA(hashes.SHA256())
        )
    except InvalidSignature as error:
        raise SignatureRejected("bad_signature") from error
