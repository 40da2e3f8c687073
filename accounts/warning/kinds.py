"""What an organisation can be written about, a table; a package above adds its own row: `register`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from accounts.policy.events import NETWORK_BLOCKED
from accounts.warning.events import LOCKOUTS

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, kw_only=True)
class WarningKind:
    """One kind: what it is called, and the tags of the events that it is made of. `todo` says what to do."""

    key: str
    label: StrOrPromise
    tags: frozenset[str]
    todo: StrOrPromise


_table: dict[str, WarningKind] = {}


def register(kind: WarningKind) -> None:
    """Make a kind known; called once for each when the program starts."""
    twice = [other.key for other in _table.values() if other.key == kind.key or other.tags & kind.tags]
    if twice:
        raise ValueError(f"warning {kind.key!r} is {twice} already")
    _table[kind.key] = kind


def find(key: str) -> WarningKind | None:
    """The row of this kind; None for one that only another release of the program knows."""
    return _table.get(key)


def in_order() -> list[WarningKind]:
    """All of them, as they are shown."""
    return list(_table.values())


def by_tag() -> Mapping[str, WarningKind]:
    """Which kind an event belongs to, by its tag."""
    return {tag: kind for kind in _table.values() for tag in kind.tags}


LOCKED_OUT = WarningKind(
    key="lockouts",
    label=_("Several people locked after wrong tries"),
    tags=frozenset({LOCKOUTS.tag}),
    todo=_("Look at the sign-ins: where do they come from? A network that is not yours can be blocked."),
)
NETWORK = WarningKind(
    key="network",
    label=_("A network blocked"),
    tags=frozenset({NETWORK_BLOCKED.tag}),
    todo=_("If you did not expect it, ask who blocked it. It can be released at Networks."),
)
