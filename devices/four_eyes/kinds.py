"""The kinds of act, a table: whoever has one adds its row when the program starts (`register`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from accounts.users.models import User
from accounts.users.roles import Act, may

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from devices.four_eyes.models import AskedAct


def _nothing_more(person: User, asked: AskedAct) -> bool:  # noqa: ARG001  the contract's signature
    return True


@dataclass(frozen=True, kw_only=True)
class ActKind:
    """One kind: `label` and `help` where it is chosen, `words` what one act does, as both read it before they agree.

    Words that are long stand below a `heading`.

    `lines` are the parts of it, where it has several. `act` is what its asker and its second must be allowed, on the
    person it meets or else the organisation, and `may_also` what else. `carry_out` does it, by the verb that does it
    anywhere, once somebody has agreed; None where the asker does it themselves then, as what is shown to them alone.
    It raises a Refusal where it cannot be any more. One that is `always` needed cannot be chosen; nor one that goes
    `with_kind`, the key of another that it would else be a way round: it is needed wherever that one is. One that
    `guards` the others is chosen with any: without it somebody could alone make the second person who agrees.
    """

    key: str
    label: StrOrPromise
    help: StrOrPromise = ""
    act: Act
    words: Callable[[AskedAct], StrOrPromise]
    heading: StrOrPromise = ""
    lines: Callable[[AskedAct], list[str]] = lambda asked: []  # noqa: ARG005  its words say all
    may_also: Callable[[User, AskedAct], bool] = _nothing_more
    carry_out: Callable[[AskedAct, User], None] | None = None
    always: bool = False
    with_kind: str = ""
    guards: bool = False

    def may_be_done_by(self, person: User, asked: AskedAct) -> bool:
        """May this person ask for this act, or agree to it, as they stand now?"""
        return may(person, self.act, on=asked.person or asked.tenant) and self.may_also(person, asked)


_table: dict[str, ActKind] = {}


def register(kind: ActKind) -> None:
    """Adds a row, or replaces the one with its key."""
    _table[kind.key] = kind


def find(key: str) -> ActKind | None:
    """The row of this kind; None for one that only another release of the program knows."""
    return _table.get(key)


def seen_by(person: User) -> list[str]:
    """The keys of those that this person may do to somebody or something."""
    return [kind.key for kind in _table.values() if may(person, kind.act)]


def to_choose() -> list[ActKind]:
    """Those that an organisation can choose."""
    return [kind for kind in _table.values() if not kind.always and not kind.with_kind]
