"""Codes of a shared secret: HOTP (RFC 4226), and TOTP (RFC 6238), whose steps are counted by time. Pure."""

from __future__ import annotations

import hmac
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.twofactor.hotp import HOTP

SHA_1, SHA_256 = "SHA-1", "SHA-256"
ALGORITHMS: Mapping[str, type[SHA1 | SHA256]] = {SHA_1: SHA1, SHA_256: SHA256}


def read_code(typed: str) -> str:
    """Return a code as digits 0-9, however it was typed: what is between them goes, digits of other scripts are read.

    Empty when there is anything else in it.
    """
    kept = "".join(c for c in unicodedata.normalize("NFKC", typed) if c.isalnum())
    return "".join(str(int(c)) for c in kept) if kept.isdecimal() else ""


def code_at(step: int, *, secret: bytes, digits: int, algorithm: str) -> str:
    """Return the code of this step."""
    # RFC 4226 asks for 128 bits of a secret; what has fewer was refused when it was given.
    codes = HOTP(secret, digits, ALGORITHMS[algorithm](), enforce_key_length=False)
    return codes.generate(step).decode()


def find_step(
    codes: Sequence[str], *, secret: bytes, among: Iterable[int], digits: int, algorithm: str
) -> int | None:
    """Return the step of the last of these codes, when they are those of steps in a row that begin `among` these."""
    for first in among:
        steps = range(first, first + len(codes))
        expected = (code_at(step, secret=secret, digits=digits, algorithm=algorithm) for step in steps)
        if all(hmac.compare_digest(*pair) for pair in zip(codes, expected, strict=True)):
            return steps[-1]
    return None
