"""Which of several ways is offered first. Pure.

What is offered first forbids nothing: the others stay beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.methods.proof import Proves


@dataclass(frozen=True)
class Candidate:
    """A way that may be asked now, as far as it matters here.

    `is_spare`: for when the others are not at hand.
    """

    key: str
    proves: Proves
    is_spare: bool = False


@dataclass(frozen=True)
class Likes:
    """What speaks for one of them: keys of methods, "" where nothing does.

    `wished`: what the page asks for that somebody is on the way to; `last`: what was used last in this browser;
    `default`: what comes first where nothing was used yet. Where `strongest_first`, the strongest comes before both: of
    those that `passed` in this browser before, and of all where none of them did.
    """

    wished: str = ""
    last: str = ""
    default: str = ""
    passed: frozenset[str] = frozenset()
    strongest_first: bool = False


def first_of(ways: Sequence[Candidate], likes: Likes) -> str:
    """Return the key of the way that is offered first; `ways`, of which there is one at least, come in order of rank.

    What is spare, or handed out, comes first only where a page wished for it or nothing else is left.
    """
    keys = {way.key for way in ways}
    if likes.wished in keys:
        return likes.wished
    usual = [way for way in ways if not (way.is_spare or way.proves.is_granted)] or list(ways)
    if likes.strongest_first:
        return max([way for way in usual if way.key in likes.passed] or usual, key=_strength).key
    wanted = (key for key in (likes.last, likes.default) if key in {way.key for way in usual})
    return next(wanted, usual[0].key)


def by_strength(ways: Sequence[Candidate]) -> list[str]:
    """Return their keys, what proves most first and what is spare last; `ways` come in order of rank."""
    strongest = sorted(ways, key=_strength, reverse=True)
    return [way.key for way in sorted(strongest, key=lambda way: way.is_spare)]


def _strength(way: Candidate) -> tuple[bool, int]:
    """What cannot be given to the wrong site, then how many factors; of equals the first in rank (`max` keeps it)."""
    return way.proves.is_phishing_resistant, len(way.proves.factors)
