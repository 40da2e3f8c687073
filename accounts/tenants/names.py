"""Names that people write: one form to compare by, plain text to show."""

import re
import unicodedata
from collections.abc import Collection
from typing import Any

from django.db import models

# Of what a person calls a thing of theirs: a phone, a browser.
LONGEST_NAME = 60

JOINERS = "\u200c\u200d"  # zero width (non-)joiner: spelling in Persian and in the scripts of India, elsewhere nothing
# What leaves no ink though it is of no invisible category: Hangul fillers, the empty Braille pattern, and what chooses
# among shapes of a letter.
FILLERS = "\u115f\u1160\u2800\u3164\uffa0"
SHAPES = "\u034f\u17b4\u17b5\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"
UNSEEN = re.compile(f"[{FILLERS}{SHAPES}]")
# What nearly everybody writes stays as it is.
PLAIN = re.compile(r"[!-~]*")
# Between letters that are not Latin a joiner is spelling.
JOINED = re.compile(rf"(?<=[^\0-\u02ff\u2000-\u206f])[{JOINERS}](?=[^\0-\u02ff\u2000-\u206f])")


def as_typed(written: str) -> str:
    """`written` without blanks, and without the marks that come along unseen when text is copied; joiners stay.

    Full width and other shapes of a letter are that letter (NFKC).
    """
    if PLAIN.fullmatch(written):
        return written
    kept = UNSEEN.sub("", unicodedata.normalize("NFKC", written))
    return "".join(c for c in kept if not c.isspace() and (c in JOINERS or unicodedata.category(c) != "Cf"))


def one_form(written: str) -> str:
    """`written` in the one form in which the parts of a username before the @ are kept and compared."""
    name = without_joiners(as_typed(written)).casefold()
    return unicodedata.normalize("NFKC", name)


def without_joiners(text: str) -> str:
    return text.translate(dict.fromkeys(map(ord, JOINERS)))


def shown(written: str, *, longest: int = 80) -> str:
    """`written` as plain text for a screen: one line, bounded, without what hides or turns text (T26).

    Control, format (bidirectional marks among them), surrogate and unassigned characters and fillers go, but for
    joiners that are spelling; white space folds.
    """
    joined = {place.start() for place in JOINED.finditer(written)}
    kept = "".join(c for at, c in enumerate(written) if c.isspace() or at in joined or _is_seen(c))
    return " ".join(unicodedata.normalize("NFC", kept).split())[:longest].strip()


def _is_seen(character: str) -> bool:
    return unicodedata.category(character)[0] != "C" and character not in FILLERS


class NameField(models.CharField[str, str]):
    """A name that is shown to people: kept as plain text, whoever writes it (T26)."""

    def to_python(self, value: Any) -> Any:
        return shown(str(value), longest=self.max_length or 0) if value else value

    def deconstruct(self) -> Any:
        """To the database it is text like other text."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


def told_apart(name: str, *, taken: Collection[str], longest: int) -> str:
    """`name`, with the first free number behind it when it is taken: "Chrome on Android 2"."""
    endings = ("", *(f" {number}" for number in range(2, len(taken) + 2)))
    offered = (name[: longest - len(ending)].rstrip() + ending for ending in endings)
    return next(one for one in offered if one not in taken)
