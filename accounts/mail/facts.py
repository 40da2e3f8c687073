"""What letters are filled with: plain text that nobody can make a link of, and links to pages of ours alone."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings

from accounts.tenants.names import shown

LONGEST_FACT = 200
# What mail programs make a link of by themselves: whoever may choose a name would choose where it leads (T26).
ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*:/+|mailto:|/{2,}|\bwww\.", re.IGNORECASE)
DOT = re.compile(r"(?<=\w)\.(?=[^\W\d_])")
MAIL_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")
PATH = re.compile(r"/(?!/)[!-~]*")


def clean(facts: dict[str, Any]) -> dict[str, Any]:
    """Return the facts as a letter may show them. One called `link`, or `…_link`, is a path of ours (T25)."""
    return {name: _link(fact) if name.endswith("link") else _clean(fact) for name, fact in facts.items()}


def _clean(fact: Any) -> Any:
    if isinstance(fact, dict):
        return clean(fact)
    if isinstance(fact, list | tuple):
        return [_clean(one) for one in fact]
    return fact if isinstance(fact, bool | int | None) else unlinked(str(fact))


def unlinked(text: str) -> str:
    """Return `text` as one bounded plain line, without what a mail program would make a link of (T26)."""
    line = shown(text, longest=LONGEST_FACT)
    if MAIL_ADDRESS.fullmatch(line):
        return line
    cut = " …" if len(shown(text, longest=2 * LONGEST_FACT)) > len(line) else ""
    return " ".join(DOT.sub(". ", ADDRESS.sub(" ", line)).split()) + cut


def _link(path: str) -> str:
    """Return the address of a page of ours; what the request said of our host counts for nothing (T25)."""
    if not PATH.fullmatch(path) or "\\" in path:
        raise ValueError("a letter links to a path of ours")
    return f"{settings.PUBLIC_URL}{path}"
