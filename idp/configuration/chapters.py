"""The chapters of an organisation's file, a registry: whoever has settings of an organisation adds one at start."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from accounts.tenants.models import Tenant


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a file says in one chapter; `may_lock_out`: also where somebody loses their last way in by it."""

    tenant: Tenant
    value: Any
    may_lock_out: bool = False
    is_dry: bool = False


@dataclass(frozen=True, kw_only=True)
class Chapter:
    """One member of the file. `rank` is when it is brought in (lowest first): what others name comes before them.

    `written` is what stands, in plain JSON values and one order, without a secret. `bring_in` makes it so by the verbs
    that do it anywhere, in the transaction of its caller, and yields what that changes, a line in words for each; of
    what cannot be, it raises a Refusal, CannotBringIn where the file is wrong.
    """

    key: str
    rank: int = 100
    written: Callable[[Tenant], Any]
    bring_in: Callable[[Wish], Iterator[str]]


_chapters: dict[str, Chapter] = {}


def register(chapter: Chapter) -> None:
    """From now on it is part of every file."""
    if chapter.key in _chapters:
        raise ValueError(f"chapter {chapter.key!r} is registered twice")
    _chapters[chapter.key] = chapter


def in_order() -> list[Chapter]:
    return sorted(_chapters.values(), key=lambda chapter: chapter.rank)
