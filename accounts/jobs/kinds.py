"""Kind: what one row of a file means, and what is done with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from accounts.jobs.findings import Finding, Row
from accounts.tenants.models import Tenant
from accounts.users.models import User
from accounts.users.roles import Act

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Asked:
    """Who asks, for which organisation, and what they chose beside the file."""

    actor: User
    tenant: Tenant
    options: Mapping[str, Any]


def as_it_is(row: Row) -> Row:
    return row


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of file.

    `columns` are its names for columns, each with the headings that mean it, in small letters; `needed` must be there.
    `about` says whom or what a row speaks of, "" where that cannot be told. `look` says what a row would do and changes
    nothing; `carry_out` does what `look` said, by the verbs of the forms. Both may refuse. `kept` is what of a row is
    kept after that, for whoever asks what became of it: without secrets.
    """

    key: str
    label: StrOrPromise
    act: Act
    columns: Mapping[str, frozenset[str]]
    needed: tuple[str, ...]
    most_rows: int
    about: Callable[[Row], str]
    called: Callable[[Row], str]
    look: Callable[[Asked, Row], Finding]
    carry_out: Callable[[Asked, Row], None]
    kept: Callable[[Row], Row] = as_it_is


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Called once for each, when the program starts."""
    if kind.key in _kinds:
        raise ValueError(f"job {kind.key!r} is registered twice")
    _kinds[kind.key] = kind


def kind_called(key: str) -> Kind | None:
    return _kinds.get(key)
