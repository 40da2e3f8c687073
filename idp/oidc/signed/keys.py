"""Public keys of applications, read strictly: P-256, RSA of 2048 bits or more, Ed25519. Pure.

No key that both sides know is among them, and none that should have stayed with the application: `k`, `d` and the like
are refused, never left out (RFC 7517, section 9.3; RFC 8725, section 3.1).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey

from devices.signatures.encoding import decode
from devices.signatures.errors import MessageMalformed

ES256, PS256, RS256 = "ES256", "PS256", "RS256"
# The same by its old and its new name (RFC 9864).
EDDSA, ED25519 = "EdDSA", "Ed25519"
ALGORITHMS = (ES256, PS256, RS256, EDDSA, ED25519)
# Those that FAPI 2.0 leaves: PKCS #1 v1.5 is none of them.
STRONG_ALGORITHMS = (ES256, PS256, EDDSA, ED25519)
SHORTEST_RSA_BITS, LONGEST_RSA_BITS = 2048, 4096
EXPONENT = "AQAB"
COORDINATE_BYTES = 32
LONGEST_KID = 128
_MEMBERS = {"EC": ("crv", "x", "y"), "RSA": ("n", "e"), "OKP": ("crv", "x")}
_BY_KIND = {"EC": (ES256,), "RSA": (PS256, RS256), "OKP": (EDDSA, ED25519)}
_SECRET = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
_KINDS: dict[str, type[ECKey | RSAKey | OKPKey]] = {"EC": ECKey, "RSA": RSAKey, "OKP": OKPKey}


class NotAKey(Exception):
    """`reason` is short and stable, for whoever gave it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class PublicKey:
    """One of them. `jwk` has what makes it that key and nothing else; `kid` is how it is called, "" for nothing."""

    jwk: dict[str, str]
    kid: str
    algorithms: tuple[str, ...]

    @property
    def key(self) -> ECKey | RSAKey | OKPKey:
        return _KINDS[self.jwk["kty"]].import_key(dict(self.jwk))

    @property
    def thumbprint(self) -> str:
        """Its own name, by what it is (RFC 7638)."""
        return self.key.thumbprint()


def read_key(value: object) -> PublicKey:
    """Return the public key that a JWK is. Raises NotAKey."""
    if not isinstance(value, Mapping) or value.get("kty") not in _MEMBERS:
        raise NotAKey("no key of a kind that is known")
    if _SECRET & value.keys():
        raise NotAKey("not the public half alone")
    kind = str(value["kty"])
    jwk = {name: value.get(name) for name in ("kty", *_MEMBERS[kind])}
    if not all(isinstance(member, str) for member in jwk.values()):
        raise NotAKey("a member is missing")
    _check(kind, jwk)
    return PublicKey({name: str(member) for name, member in jwk.items()}, _kid(value), _meant(kind, value))


def _check(kind: str, jwk: Mapping[str, Any]) -> None:
    if jwk.get("crv", "") not in {"EC": ("P-256",), "RSA": ("",), "OKP": ("Ed25519",)}[kind]:
        raise NotAKey("another curve")
    try:
        for name in _MEMBERS[kind]:
            if name != "crv":
                _check_number(jwk[name], kind)
        if kind == "RSA":
            _check_rsa(jwk)
        # Read by the library: a point that is not on its curve ends here.
        _KINDS[kind].import_key(dict(jwk)).get_op_key("verify")
    except (MessageMalformed, JoseError, ValueError) as wrong:
        raise NotAKey("it cannot be read") from wrong


def _check_number(text: str, kind: str) -> None:
    """In the one canonical way of writing it: the same key has one thumbprint."""
    raw = decode(text)
    if raw[:1] == b"\0" if kind == "RSA" else len(raw) != COORDINATE_BYTES:
        raise NotAKey("it cannot be read")


def _check_rsa(jwk: Mapping[str, Any]) -> None:
    bits = int.from_bytes(decode(jwk["n"])).bit_length()
    if not SHORTEST_RSA_BITS <= bits <= LONGEST_RSA_BITS or jwk["e"] != EXPONENT:
        raise NotAKey("an RSA key of another size")


def _kid(value: Mapping[str, Any]) -> str:
    kid = value.get("kid", "")
    if not isinstance(kid, str) or len(kid) > LONGEST_KID or not kid.isprintable():
        raise NotAKey("its kid cannot be one")
    return kid


def _meant(kind: str, value: Mapping[str, Any]) -> tuple[str, ...]:
    """The algorithms it may be used by: all of its kind, or the one that it names."""
    operations = value.get("key_ops", ["verify"])
    if value.get("use", "sig") != "sig" or not isinstance(operations, list) or "verify" not in operations:
        raise NotAKey("not a key for signatures")
    named = value.get("alg")
    if named is not None and named not in _BY_KIND[kind]:
        raise NotAKey("not for an algorithm that is known")
    return (str(named),) if kind == "RSA" and named is not None else _BY_KIND[kind]
