"""What a code may be, and of which applications it is asked. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from devices.phones.settings import UserCodes

SHORTEST, LONGEST = 4, 16
LETTERS = re.compile(rf"[A-Z0-9]{{{SHORTEST},{LONGEST}}}")
# Of one that is said to a clerk by one person, and guessed by another.
FEWEST_DIFFERENT = 3


def canonical(written: str) -> str:
    """The code as it is compared: it is said on the telephone as well, so capitals and blanks are of no matter."""
    return "".join(written.split()).upper()


def is_code(code: str, *, username: str) -> bool:
    """May somebody with this username have it?"""
    return (
        LETTERS.fullmatch(code) is not None
        and len(set(code)) >= FEWEST_DIFFERENT
        and code not in username.upper()
    )


@dataclass(frozen=True)
class CodeRule:
    """What counts for one application: how its organisation wants it, whose it is, and whether it says codes at all."""

    mode: str
    is_own: bool
    is_said: bool

    @property
    def is_on(self) -> bool:
        return self.mode != UserCodes.OFF

    @property
    def is_taken(self) -> bool:
        """May it say one?"""
        return self.is_on and self.is_said

    @property
    def is_required(self) -> bool:
        """Is nobody asked by their name alone, whether they have set one or not?"""
        return self.mode == UserCodes.REQUIRED or (self.mode == UserCodes.OTHERS and not self.is_own)
