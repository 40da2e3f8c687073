"""Signs a message. The server signs challenges and tokens with it; the simulated phone signs everything else."""

import json
from collections.abc import Callable, Mapping
from typing import Any, cast

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from joserfc.jwk import ECKey

from devices.signatures.encoding import encode
from devices.signatures.jws.kinds import MessageKind
from devices.signatures.jws.reading import ALGORITHM
from devices.signatures.keys import COORDINATE_BYTES, SigningKey

_as_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def sign(*, claims: Mapping[str, Any], kind: MessageKind, key: SigningKey) -> str:
    """Sign a compact ES256 JWS of this kind; its header names the key (kid) or carries it (jwk, DPoP)."""
    named = key.public_jwk if kind.key_member == "jwk" else key.thumbprint
    header = {"typ": kind.typ, "alg": ALGORITHM, kind.key_member: named}
    return compact(header, claims, signature=lambda signed: es256(signed, key.secret))


def compact(
    header: Mapping[str, Any], claims: Mapping[str, Any], *, signature: Callable[[bytes], bytes]
) -> str:
    """Return a compact JWS (RFC 7515, section 7.1): `signature` makes the third part of the first two."""
    signed = ".".join(encode(_as_json(dict(part)).encode()) for part in (header, claims))
    return f"{signed}.{encode(signature(signed.encode()))}"


def es256(signed: bytes, key: ECKey) -> bytes:
    """The signature of these bytes by a P-256 key, as two numbers of one length (RFC 7518, section 3.4)."""
    secret = cast("ec.EllipticCurvePrivateKey", key.private_key)
    numbers = decode_dss_signature(secret.sign(signed, ec.ECDSA(hashes.SHA256())))
    return b"".join(number.to_bytes(COORDINATE_BYTES, "big") for number in numbers)
