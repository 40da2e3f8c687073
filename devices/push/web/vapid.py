"""Says which server sends a push, and whom to write to about it (VAPID, RFC 8292)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from urllib.parse import SplitResult, urlsplit

from joserfc import jwt

from devices.push.keys.services import in_one_text
from devices.signatures.keys import SigningKey

# The standard allows a day; a proof that somebody sees is worth little for an hour.
LIFE = timedelta(hours=1)
ADDRESS = re.compile(r"[A-Za-z0-9._%+-]+@([A-Za-z0-9-]+\.)+[A-Za-z0-9-]+", re.ASCII)


def is_contact(text: str) -> bool:
    """Whether it is a `mailto:` or `https:` address as push services want it; Apple refuses every other."""
    if not text.isascii() or any(letter.isspace() for letter in text):
        return False
    if text.startswith("mailto:"):
        return ADDRESS.fullmatch(text.removeprefix("mailto:")) is not None
    parts = urlsplit(text)
    return parts.scheme == "https" and "." in (parts.hostname or "")


def proof_for(endpoint: SplitResult, *, key: SigningKey, contact: str, now: datetime) -> str:
    """The header Authorization of a push to this endpoint."""
    claims = {
        "aud": f"{endpoint.scheme}://{endpoint.netloc}",
        "exp": int((now + LIFE).timestamp()),
        "sub": contact,
    }
    signed = jwt.encode({"typ": "JWT", "alg": "ES256"}, claims, key.secret)
    return f"vapid t={signed}, k={in_one_text(key.public_jwk)}"
