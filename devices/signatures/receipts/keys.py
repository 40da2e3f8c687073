"""The public keys of an organisation as whoever verifies has them: a JWK set with the organisation's name in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from devices.signatures.errors import MessageMalformed
from devices.signatures.jws.strict_json import read_object
from devices.signatures.keys import read_public_jwk, thumbprint

LARGEST_FILE = 256 * 1024
MEMBERS = ("kty", "crv", "x", "y")


@dataclass(frozen=True)
class TrustedKeys:
    """All keys that an organisation has ever signed with, by their thumbprint. No other organisation's count for it."""

    issuer: str
    by_name: Mapping[str, Mapping[str, str]]


def read_keys(raw: bytes) -> TrustedKeys:
    """Return the keys of `{"iss": …, "keys": [JWK, …]}` (RFC 7517, section 5). Raises MessageMalformed."""
    if len(raw) > LARGEST_FILE:
        raise MessageMalformed("keys_too_large")
    told = read_object(raw)
    issuer, keys = told.get("iss"), told.get("keys")
    if not isinstance(issuer, str) or not isinstance(keys, list) or not keys:
        raise MessageMalformed("no_keys")
    # A name that the file gives a key counts for nothing: a key is called by what it is.
    read = [read_public_jwk(_bare(one)) for one in keys]
    return TrustedKeys(issuer, {thumbprint(one): one for one in read})


def _bare(one: object) -> object:
    """The key without the hints that may stand beside it (`kid`, `alg`, `use`)."""
    if not isinstance(one, dict):
        return one
    return {name: value for name, value in one.items() if name in MEMBERS}
