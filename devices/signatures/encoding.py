"""Base64url without padding (RFC 7515, section 2), in its one canonical form."""

import base64
import binascii
import hashlib
import re
import secrets
import string

from devices.signatures.errors import MessageMalformed

ALPHABET = re.compile(r"[A-Za-z0-9_-]*", re.ASCII)
# What the last letter can be, by how many stand beyond the last four: its bits that are left over are zero.
LAST = (string.ascii_letters + string.digits + "-_", "", "AQgw", "AEIMQUYcgkosw048")


def encode(raw: bytes) -> str:
    """Bytes as unpadded base64url."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def decode(text: str) -> bytes:
    """Return the bytes of `text`, which must be canonical: unpadded, this alphabet, no stray bits.

    Python's decoder skips characters it does not know and ignores the last bits, so that many texts give the
    same bytes: a replay could be made to look new.
    """
    over = len(text) % 4
    if not ALPHABET.fullmatch(text) or text[-1:] not in LAST[over]:
        raise MessageMalformed("bad_base64")
    return binascii.a2b_base64(text.replace("-", "+").replace("_", "/") + "=" * (-over % 4))


def sha256_b64url(text: str) -> str:
    """SHA-256 of an ASCII text as it went over the wire, in base64url."""
    return encode(hashlib.sha256(text.encode("ascii")).digest())


def random_b64url(*, size: int = 32) -> str:
    """`size` fresh random bytes in base64url: nonces, jti, secrets."""
    return encode(secrets.token_bytes(size))
