"""How a message is signed: the headers of Standard Webhooks. Pure.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Sequence

PREFIX = "whsec_"


def headers_of(body: bytes, *, message: str, at: int, secrets: Sequence[str]) -> dict[str, str]:
    """The three headers by which a receiver knows that the body is ours, and from just now; a signature a secret."""
    signed = b".".join((message.encode(), str(at).encode(), body))
    return {
        "webhook-id": message,
        "webhook-timestamp": str(at),
        "webhook-signature": " ".join(f"v1,{_signature(signed, secret)}" for secret in secrets),
    }


def _signature(signed: bytes, secret: str) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return base64.b64encode(hmac.digest(key, signed, "sha256")).decode()
