"""Letters: each is declared once, beside the verb that sends it, and has a text and an HTML template."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

KEY = re.compile(r"[a-z][a-z_]*")


@dataclass(frozen=True)
class Letter:
    """One letter. `subject` is filled with the facts: `_("Your code for %(organisation)s")`.

    `template` is the path of both templates without their endings; left out, `accounts/mail/<key>`.
    """

    key: str
    subject: StrOrPromise
    template: str = ""

    @property
    def templates(self) -> tuple[str, str]:
        """Of the text, and of the HTML."""
        path = self.template or f"accounts/mail/{self.key}"
        return f"{path}.txt", f"{path}.html"


_letters: dict[str, Letter] = {}


def declare(letter: Letter) -> Letter:
    """Makes a letter known; whoever owns it does so once, where they import it."""
    if not KEY.fullmatch(letter.key):
        raise ValueError(f"not a letter's key: {letter.key!r}")
    if letter.key in _letters:
        raise ValueError(f"letter {letter.key!r} is declared twice")
    _letters[letter.key] = letter
    return letter


def is_declared(letter: Letter) -> bool:
    return _letters.get(letter.key) is letter


def declared_letters() -> list[Letter]:
    return list(_letters.values())
