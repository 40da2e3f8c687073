"""How long a password may be, in code points after NFKC (SP 800-63B-4 3.1.1.2): no other rule of what is in it."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from accounts.users.models import User

SHORTEST, LONGEST = 8, 256
# More is not even brought into one spelling, which takes the square of its length (T31).
LONGEST_READ = 4 * LONGEST


def one_spelling(password: str) -> str:
    """The password as it is hashed and counted: what looks the same is the same, whichever keyboard wrote it.

    SP 800-63B-4 3.1.1.2 asks for NFKC or NFKD; nothing is cut off.
    """
    return unicodedata.normalize("NFKC", password)


def is_unread(password: str) -> bool:
    """Is it so long that it is refused unread?"""
    return len(password) > LONGEST_READ


class Length:
    """From eight to 256 characters."""

    def validate(self, password: str, user: User | None = None) -> None:
        characters = len(password if is_unread(password) else one_spelling(password))
        if characters < SHORTEST:
            raise ValidationError(
                _("It has %(count)d characters. Take at least %(least)d.")
                % {"count": characters, "least": SHORTEST}
            )
        if characters > LONGEST:
            raise ValidationError(
                _("It has %(count)d characters. Take at most %(most)d.")
                % {"count": characters, "most": LONGEST}
            )

    def get_help_text(self) -> str:
        return _("At least %(least)d characters, of any kind.") % {"least": SHORTEST}
