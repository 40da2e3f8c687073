"""The details of events, in words: what they are called, and what their values mean; each owner brings its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_names: dict[str, StrOrPromise] = {}
_meanings: dict[str, dict[Any, StrOrPromise]] = {}


def name_details(**names: StrOrPromise) -> None:
    """Says what details are called. Whoever records one first names it; others use the same word."""
    _add(names, to=_names)


def explain(detail: str, meanings: Mapping[Any, StrOrPromise]) -> None:
    """Says what values of a detail mean. Several owners may: a new reason brings its own words."""
    _add(meanings, to=_meanings.setdefault(detail, {}))


def name_of(detail: str) -> StrOrPromise:
    """Its name; one without words is shown as it stands."""
    return _names.get(detail, detail)


def is_named(detail: str) -> bool:
    """Has it a name for people? One without is for whoever reads logs."""
    return detail in _names


def meaning_of(detail: str, value: Any) -> Any:
    """Its value in words; one without words is shown as it stands."""
    return _meanings.get(detail, {}).get(value, value)


def _add(words: Mapping[Any, StrOrPromise], *, to: dict[Any, StrOrPromise]) -> None:
    twice = words.keys() & to.keys()
    if twice:
        raise ValueError(f"said twice: {sorted(twice)}")
    to.update(words)
