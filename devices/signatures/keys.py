"""P-256 keys, and no others (ES256: RFC 7518, section 3.4)."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from cryptography.hazmat.primitives.asymmetric import ec
from joserfc.jwk import ECKey

from devices.signatures.encoding import decode, encode
from devices.signatures.errors import MessageMalformed

PUBLIC_MEMBERS = frozenset({"kty", "crv", "x", "y"})
COORDINATE_BYTES = 32


def read_public_jwk(value: object) -> dict[str, str]:
    """Return a public P-256 JWK with exactly {kty, crv, x, y} and a point that lies on the curve.

    Raises MessageMalformed("bad_key"). A private member (`d`) or a hint (`alg`, `kid`, `x5u`) is refused,
    never ignored.
    """
    if not isinstance(value, Mapping) or frozenset(value) != PUBLIC_MEMBERS:
        raise MessageMalformed("bad_key")
    if value["kty"] != "EC" or value["crv"] != "P-256":
        raise MessageMalformed("bad_key")
    point_of(value)
    return {name: str(value[name]) for name in ("kty", "crv", "x", "y")}


def point_of(jwk: Mapping[str, object]) -> ec.EllipticCurvePublicKey:
    """Return the key with these coordinates. Raises MessageMalformed("bad_key")."""
    x, y = (_coordinate(jwk[name]) for name in ("x", "y"))
    try:
        # Checks that the point is on the curve: an invalid point leaks keys in some libraries.
        return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    except ValueError as error:
        raise MessageMalformed("bad_key") from error


def _coordinate(value: object) -> int:
    if not isinstance(value, str):
        raise MessageMalformed("bad_key")
    raw = decode(value)
    if len(raw) != COORDINATE_BYTES:
        raise MessageMalformed("bad_key")
    return int.from_bytes(raw, "big")


def thumbprint(jwk: Mapping[str, str]) -> str:
    """RFC 7638 thumbprint (SHA-256, base64url) of a public or private P-256 JWK: the name of a key here."""
    required = {name: jwk[name] for name in ("crv", "kty", "x", "y")}
    canonical = json.dumps(required, sort_keys=True, separators=(",", ":"))
    return encode(hashlib.sha256(canonical.encode("ascii")).digest())


def jwk_to_text(jwk: Mapping[str, str]) -> str:
    """Write a public JWK as one canonical line, for storing."""
    return json.dumps(dict(jwk), sort_keys=True, separators=(",", ":"))


def jwk_from_text(text: str) -> dict[str, str]:
    """Read what `jwk_to_text` stored, checked again."""
    return read_public_jwk(json.loads(text))


@dataclass(frozen=True)
class SigningKey:
    """A private P-256 key with its public half and its thumbprint at hand."""

    secret: ECKey = field(repr=False)
    public_jwk: dict[str, str]
    thumbprint: str

    @classmethod
    def generate(cls) -> Self:
        """Make a fresh key."""
        return cls._of(ECKey.generate_key("P-256", private=True))

    @classmethod
    def from_private_jwk(cls, jwk: Mapping[str, str]) -> Self:
        """Return the key that `private_jwk` exported."""
        return cls._of(ECKey.import_key(dict(jwk)))

    @classmethod
    def _of(cls, key: ECKey) -> Self:
        exported = key.as_dict(private=False)
        public = read_public_jwk({name: exported[name] for name in PUBLIC_MEMBERS})
        return cls(secret=key, public_jwk=public, thumbprint=thumbprint(public))

    def private_jwk(self) -> dict[str, str]:
        """Return the whole key as a JWK. A secret: encrypt it at rest."""
        exported = self.secret.as_dict(private=True)
        return {name: str(exported[name]) for name in ("kty", "crv", "x", "y", "d")}
