"""The code that a person types: twelve letters and digits in three groups, each with a letter that checks it. Pure.

The app finds by the check which group was mistyped, before anything is sent (typed_code.js). It is made of the long
code, so whoever shows that needs to keep no second secret; the long one cannot be found from it.
"""

from __future__ import annotations

import unicodedata

from accounts.secrets import number_of

# Of those that look alike, one each; no vowels, so that no word comes about. 23 is a prime: one wrong letter,
# and two that changed places, are always seen.
ALPHABET = "234579BCDFGHJKLMNPRTWXY"
# What is read or typed in the place of one of them.
LOOK_ALIKES = str.maketrans("0OQ1IZS68V", "DDDLL25GBY")
GROUPS, GROUP = 3, 4
CHARACTERS = GROUPS * GROUP
WEIGHTS = (2, 3, 4)


def typed_form(code: str) -> str:
    """Return the twelve characters that stand for a long code: 40 bits of its hash, and three checks."""
    left = number_of(f"handslag typed code {code}")
    groups = []
    for place in range(GROUPS):
        letters = ""
        for _ in WEIGHTS:
            left, value = divmod(left, len(ALPHABET))
            letters += ALPHABET[value]
        groups.append(letters + _check(letters, place))
    return "".join(groups)


def grouped(typed: str) -> str:
    """Return it as it is shown."""
    return "-".join(typed[at : at + GROUP] for at in range(0, CHARACTERS, GROUP))


def read_typed(text: str) -> str:
    """Return what was typed in its one form: in any case and grouping, look-alikes put right."""
    plain = unicodedata.normalize("NFKC", text).upper()
    return "".join(c for c in plain if c.isalnum()).translate(LOOK_ALIKES)


def _check(letters: str, place: int) -> str:
    """The letter that checks a group; another in each place, so that groups in the wrong order are seen."""
    total = sum(weight * ALPHABET.index(letter) for weight, letter in zip(WEIGHTS, letters, strict=True))
    return ALPHABET[(place - total) % len(ALPHABET)]
