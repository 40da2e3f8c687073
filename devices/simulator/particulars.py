"""Particulars of a request: what is asked beyond who asks from where. Which this phone can show, to the last fact."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Type:
    """The facts that a particular of this type must have, and those it may."""

    must: frozenset[str]
    may: frozenset[str] = frozenset()


TYPES: Mapping[str, Type] = {
    "payment": Type(must=frozenset({"amount", "currency", "to"}), may=frozenset({"reference"})),
    "deployment": Type(must=frozenset({"what", "version", "where"})),
    "deletion": Type(must=frozenset({"what", "where"})),
    "call": Type(must=frozenset({"who"}), may=frozenset({"where"})),
    "read": Type(must=frozenset({"what"}), may=frozenset({"where"})),
    "administrative_act": Type(must=frozenset({"what"}), may=frozenset({"whom", "where"})),
}
CAPABILITIES = ("act", "call", "ciba", "details")


def is_understood(details: Sequence[Mapping[str, str]]) -> bool:
    """Is every one of a type that this phone knows, with its facts and no others?"""
    return all(_is_known(one) for one in details)


def _is_known(one: Mapping[str, str]) -> bool:
    kind, facts = TYPES.get(one["type"]), one.keys() - {"type"}
    return kind is not None and kind.must <= facts <= kind.must | kind.may


def in_words(one: Mapping[str, str]) -> str:
    """One particular as a line: its type, then each fact."""
    facts = ", ".join(f"{name} {value}" for name, value in one.items() if name != "type")
    return f"{one['type'].replace('_', ' ')}: {facts}"
