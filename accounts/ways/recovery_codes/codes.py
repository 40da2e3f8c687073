"""What a recovery code looks like. Pure.

Letters and digits that nobody takes for one another, in groups that the eye holds; however it is typed, it is the same.
"""

from __future__ import annotations

import secrets
import unicodedata

# No vowels, so that no word comes about; none of 0 O Q, 1 I L, 2 Z, 5 S, 6 (G), 8 (B), U V.
ALPHABET = "BCDFGHJKMNPRTWXY3479"
CHARACTERS, GROUP = 12, 4  # 20 to the power of 12: 51 bits


def new_code() -> str:
    """Return a new code, as it is digested."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CHARACTERS))


def grouped(code: str) -> str:
    """Return a code as it is shown."""
    return "-".join(code[at : at + GROUP] for at in range(0, CHARACTERS, GROUP))


def read_code(typed: str) -> str:
    """Return a typed code as it is digested: in any case, with whatever stands between its groups."""
    return "".join(c for c in unicodedata.normalize("NFKC", typed).upper() if c.isalnum())
