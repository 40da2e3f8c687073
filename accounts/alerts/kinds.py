"""The kinds of alert, a table: nothing else compares them by name. A package above adds its own row: `register`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, kw_only=True)
class Effect:
    """One thing that an alert led to, or shows: `told` to the person it concerns, `noted` for who looks after them."""

    told: StrOrPromise
    noted: StrOrPromise


@dataclass(frozen=True, kw_only=True)
class AlertKind:
    """One kind: `told` and `noted` say what happened, to the person and to an admin; `effects` by stable codes."""

    key: str
    told: StrOrPromise
    noted: StrOrPromise
    effects: Mapping[str, Effect]


_table: dict[str, AlertKind] = {}


def register(kind: AlertKind) -> None:
    """Adds a row, or replaces the one with its key."""
    _table[kind.key] = kind


def find(key: str) -> AlertKind | None:
    """The row of this kind; None for one that only another release of the program knows."""
    return _table.get(key)
