"""How hard a password is to guess, in words: zxcvbn's estimate. Only on the server, of what was sent to be set."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from zxcvbn import zxcvbn

from accounts.ways.password.rules.context import words_around
from accounts.ways.password.rules.length import one_spelling

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from accounts.users.models import User

# Of each end of a longer one: of twenty letters written as signs the estimate takes 0.2 s, of sixty 5 s (T31).
LONGEST_ESTIMATED = 20


class Strength(Enum):
    TRIVIAL = 0
    WEAK = 1
    FAIR = 2
    STRONG = 3


# By zxcvbn's score: fewer than 10^3, 10^6, 10^8, 10^10 guesses, and more.
BY_SCORE = (Strength.TRIVIAL, Strength.WEAK, Strength.FAIR, Strength.STRONG, Strength.STRONG)
WORDS: dict[Strength, StrOrPromise] = {
    Strength.TRIVIAL: gettext_lazy("weak"),
    Strength.WEAK: gettext_lazy("weak"),
    Strength.FAIR: gettext_lazy("fair"),
    Strength.STRONG: gettext_lazy("strong"),
}
# By zxcvbn's names of what it found in it.
BECAUSE: dict[str, StrOrPromise] = {
    "dictionary": gettext_lazy("It is built on a common word or name."),
    "spatial": gettext_lazy("It follows keys that lie beside each other."),
    "repeat": gettext_lazy("It repeats itself."),
    "sequence": gettext_lazy("Its characters follow each other, as in abcd or 4321."),
    "regex": gettext_lazy("A year is easy to guess."),
    "date": gettext_lazy("A date is easy to guess."),
}


@dataclass(frozen=True)
class Estimate:
    """The strength, and what is easy to guess in it: a name of BECAUSE, or "" where nothing is."""

    strength: Strength
    weakness: str = ""

    @property
    def advice(self) -> str:
        """What is easy to guess in it, and what is better; "" for a strong one."""
        if self.strength is Strength.STRONG:
            return ""
        better = _("Three or four words that have nothing to do with each other are better.")
        return " ".join(filter(None, [str(BECAUSE.get(self.weakness, "")), better]))

    @property
    def words(self) -> str:
        """Weak, fair or strong; and what would help."""
        said = _("It is %(strength)s.") % {"strength": WORDS[self.strength]}
        return f"{said} {self.advice}".strip()


def estimate(password: str, *, user: User | None) -> Estimate:
    """Estimate how hard it is to guess for somebody who knows the words around this person."""
    written, words = one_spelling(password), words_around(user)
    ends = {written[:LONGEST_ESTIMATED], written[-LONGEST_ESTIMATED:]}
    found: dict[str, Any] = max(
        (zxcvbn(end, user_inputs=words) for end in ends), key=lambda one: one["guesses"]
    )
    patterns = [match["pattern"] for match in found["sequence"] if match["pattern"] in BECAUSE]
    return Estimate(BY_SCORE[found["score"]], next(iter(patterns), ""))
