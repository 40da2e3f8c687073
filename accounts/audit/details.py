"""The details of events, in words: what they are called, and what their values mean; each owner brings its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# The detail that names the row which an event is about, and the one that says what guarded the account before it.
ROW, GUARD = "row", "guard"
FOR_THE_PROGRAM = frozenset({ROW, GUARD})  # and shown to nobody

_names: dict[str, StrOrPromise] = {}
_meanings: dict[str, dict[Any, StrOrPromise]] = {}
_sayings: dict[str, Callable[[Any], str]] = {}


def name_details(**names: StrOrPromise) -> None:
    """Says what details are called. Whoever records one first names it; others use the same word."""
    _add(names, to=_names)


def explain(detail: str, meanings: Mapping[Any, StrOrPromise]) -> None:
    """Says what values of a detail mean. Several owners may: a new reason brings its own words."""
    _add(meanings, to=_meanings.setdefault(detail, {}))


def say_by(saying: Callable[[Any], str], *details: str) -> None:
    """Says how values of these details are said that are too many to explain one by one."""
    _add(dict.fromkeys(details, saying), to=_sayings)


def name_of(detail: str) -> StrOrPromise:
    """Its name; one without words is shown as it stands."""
    return _names.get(detail, detail)


def is_named(detail: str) -> bool:
    """Has it a name for people? One without is for whoever reads logs."""
    return detail in _names


def meaning_of(detail: str, value: Any) -> Any:
    """Its value in words; one without words is shown as it stands."""
    saying = _sayings.get(detail)
    return saying(value) if saying is not None else _meanings.get(detail, {}).get(value, value)


def is_explained(detail: str, value: Any) -> bool:
    """Has this value words for people?"""
    return value in _meanings.get(detail, {})


def _add(words: Mapping[Any, Any], *, to: dict[Any, Any]) -> None:
    twice = words.keys() & to.keys()
    if twice:
        raise ValueError(f"said twice: {sorted(twice)}")
    to.update(words)
