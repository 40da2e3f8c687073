"""Whose looks a letter has: a name, a logo and a colour, asked when it is sent of whoever knows them.

How organisations look is above this package: it registers here (accounts/branding/letterhead.py).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

# What the letter calls the picture that is in it.
LOGO = "logo"


@dataclass(frozen=True)
class Colours:
    """Of links and buttons in a letter, and of what is written on these."""

    accent: str
    on_accent: str


@dataclass(frozen=True, kw_only=True)
class Letterhead:
    """All empty: the letter says itself from whom it is, in our colours. `logo` is a PNG, shown so large."""

    name: str = ""
    logo: bytes = b""
    width: int = 0
    height: int = 0
    logo_says_name: bool = False
    light: Colours = Colours("#1e4e40", "#fdfbf7")
    dark: Colours = Colours("#9dceb6", "#0e2019")
    cid: str = LOGO


OURS = Letterhead()
Source = Callable[[UUID], Letterhead]
_sources: list[Source] = []


def register(source: Source) -> None:
    """From now on `source` says how the letters of a tenant look."""
    if _sources:
        raise ValueError("how letters look is asked of one alone")
    _sources.append(source)


def letterhead_of(tenant: str) -> Letterhead:
    """How a letter of the tenant with this id looks; like ours, where it is nobody's."""
    if not tenant or not _sources:
        return OURS
    return _sources[0](UUID(tenant))
