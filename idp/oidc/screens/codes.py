"""The code that a screen shows: eight letters that name its request, and a number of two digits. Pure (RFC 8628, 6.1).

A link, or the picture of one, carries the letters alone. So whoever answers has read the number off the screen itself:
a link that was sent on by somebody else lets nobody in (RFC 10027).
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from dataclasses import dataclass

# No vowels, so that no word comes about; of those that look alike, one each.
ALPHABET = "BCDFGHJKLMNPRSTVWXZ"
# What is read or typed in the place of one of them.
LOOK_ALIKES = str.maketrans("0OQ1I2568", "DDDLLZSGB")
LETTERS, GROUP, DIGITS = 8, 4, 2
NUMBER = re.compile(rf"[0-9]{{{DIGITS}}}", re.ASCII)
# Of what is typed with blanks and dashes; more is not looked at.
LONGEST_TYPED = 40


@dataclass(frozen=True)
class ScreenCode:
    """`letters` name the request, `number` shows that somebody sees the screen."""

    letters: str
    number: str

    @property
    def shown(self) -> str:
        """The whole of it, as the screen shows it."""
        return f"{grouped(self.letters)}-{self.number}"


def new_code() -> ScreenCode:
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LETTERS))
    return ScreenCode(letters, f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}")


def grouped(letters: str) -> str:
    """Return the letters as they are shown."""
    return "-".join(letters[at : at + GROUP] for at in range(0, LETTERS, GROUP))


def read_letters(text: str) -> str:
    """Return the letters of what was typed, in any case and grouping, with or without the number; "" of no code."""
    if len(text) > LONGEST_TYPED:
        return ""
    plain = "".join(c for c in unicodedata.normalize("NFKC", text).upper() if c.isalnum())
    letters, rest = plain[:LETTERS].translate(LOOK_ALIKES), plain[LETTERS:]
    is_code = len(letters) == LETTERS and all(letter in ALPHABET for letter in letters)
    return letters if is_code and (not rest or NUMBER.fullmatch(rest)) else ""


def read_number(text: str) -> str:
    """Return the number that was typed, "" if it is none."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST_TYPED]).strip()
    return plain if NUMBER.fullmatch(plain) else ""
