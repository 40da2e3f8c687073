"""Encrypting a secret to a key that a phone has named."""

import json
from collections.abc import Mapping
from typing import Any

from joserfc import jwe
from joserfc.jwk import ECKey

from devices.signatures.keys import thumbprint

TYP, AGREEMENT, CONTENT = "codes+jwe", "ECDH-ES", "A256GCM"


def encrypt_to(key: Mapping[str, str], *, content: Mapping[str, Any]) -> str:
    """Return a compact JWE of this content (RFC 7516; ECDH-ES to a P-256 key, A256GCM) that its private half opens."""
    header = {"typ": TYP, "alg": AGREEMENT, "enc": CONTENT, "kid": thumbprint(key)}
    text = json.dumps(dict(content), separators=(",", ":")).encode()
    return jwe.encrypt_compact(header, text, ECKey.import_key(dict(key)), algorithms=[AGREEMENT, CONTENT])
