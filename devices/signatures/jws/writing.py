"""Signs a message. The server signs challenges with it; the simulated phone signs everything else."""

import json
from collections.abc import Mapping
from typing import Any

from joserfc import jws

from devices.signatures.jws.kinds import MessageKind
from devices.signatures.jws.reading import ALGORITHM
from devices.signatures.keys import SigningKey


def sign(*, claims: Mapping[str, Any], kind: MessageKind, key: SigningKey) -> str:
    """Sign a compact ES256 JWS of this kind; its header names the key (kid) or carries it (jwk, DPoP)."""
    named = key.public_jwk if kind.key_member == "jwk" else key.thumbprint
    header = {"typ": kind.typ, "alg": ALGORITHM, kind.key_member: named}
    content = json.dumps(dict(claims), ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    return jws.serialize_compact(header, content, key.secret, algorithms=[ALGORITHM])
