"""Names that could be taken for others (UTS 39): of several alphabets at once, or drawn alike."""

import unicodedata
from collections import Counter
from functools import lru_cache

from confusable_homoglyphs.categories import alias
from confusable_homoglyphs.confusables import confusables_data

# Alphabets that are written together: Japanese, Chinese, Korean ("highly restrictive" in UTS 39).
TOGETHER = (
    frozenset({"LATIN", "HAN", "HIRAGANA", "KATAKANA"}),
    frozenset({"LATIN", "HAN", "BOPOMOFO"}),
    frozenset({"LATIN", "HAN", "HANGUL"}),
)
OF_ANY = frozenset({"COMMON", "INHERITED"})  # digits, signs, accents
# The table has Cyrillic's palochka beside i; in lower case it is drawn as the l of many a forged address.
BETTER_KNOWN = str.maketrans({"\u04cf": "l"})
MARK = "\u200e"  # stands around letters of scripts from right to left in the library's table


def stranger_in(word: str) -> str:
    """A letter of `word` that is of another alphabet than the rest, with its number; empty when there is none."""
    counted = Counter(alphabet for c in word if (alphabet := alias(c)) not in OF_ANY)
    if len(counted) < 2:
        return ""
    [(most, _times)] = counted.most_common(1)
    fitting = (frozenset({most}), *(together for together in TOGETHER if most in together))
    allowed = max(fitting, key=lambda together: sum(counted[alphabet] for alphabet in together))
    strangers = (c for c in word if alias(c) not in OF_ANY | allowed)
    return next((f"{c} (U+{ord(c):04X})" for c in strangers), "")


def is_drawn_like(one: str, other: str) -> bool:
    """Could one of these names be taken for the other by its letters? Plain ASCII is told apart by reading."""
    return not (one.isascii() and other.isascii()) and likeness(one) == likeness(other)


def likeness(name: str) -> str:
    """A text that names drawn alike have in common ("skeleton" in UTS 39); to compare by, not to show."""
    return "".join(map(_likest, unicodedata.normalize("NFD", name).translate(BETTER_KNOWN)))


@lru_cache(maxsize=4096)
def _likest(letter: str) -> str:
    """The first by its number of the letters that are drawn like this one."""
    near = _drawn_like(letter)
    alike = {letter, *near, *(far for other in near for far in _drawn_like(other))}
    return min(one for one in alike if len(one) == 1)


def _drawn_like(letter: str) -> set[str]:
    """The letters beside this one in the table, which leads from each to one that they have in common, and back."""
    rows = confusables_data.get(letter, []) + confusables_data.get(f"{MARK}{letter}{MARK}", [])
    return {row["c"].strip(MARK) for row in rows}
