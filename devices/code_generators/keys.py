"""Reading the secret key of a code generator, as it comes printed or in a file. Pure."""

from __future__ import annotations

import base64
import binascii
import re

HEX = re.compile(r"(?:[0-9a-f]{2})+", re.IGNORECASE)
# RFC 4226 asks for 128 bits at least; more than a block of SHA-256 says nothing more.
SHORTEST_KEY, LONGEST_KEY = 16, 64


def read_key(written: str) -> bytes | None:
    """Return the bytes of a secret key, None where it is neither hex nor base32, too short or too long.

    What could be either is hex: in base32 a key is made of these letters alone once in a trillion times.
    """
    text = re.sub(r"[\s-]", "", written)
    keys = (bytes.fromhex(text) if HEX.fullmatch(text) else None, _base32(text))
    return next((key for key in keys if key and SHORTEST_KEY <= len(key) <= LONGEST_KEY), None)


def _base32(text: str) -> bytes | None:
    bare = text.rstrip("=").upper()
    try:
        return base64.b32decode(bare + "=" * (-len(bare) % 8))
    except (binascii.Error, ValueError):
        return None
