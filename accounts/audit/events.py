"""What can happen, in words: each event is declared once, beside the verb that records it."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

KEY = re.compile(r"[a-z_]+:[a-z_]+")
TAG = re.compile(r"[a-z_]+:[a-z_]+:[a-z_]+")


@dataclass(frozen=True)
class Kind:
    """What events are about. `key` reads subject:object, `words` finish a filter's sentence: "about phones"."""

    key: str
    words: StrOrPromise


@dataclass(frozen=True)
class Event:
    """One thing that can happen. `tag` reads subject:object:what_happened, `sentence` is what the log shows.

    `told` says whether the person concerned is to be told on every channel they have: they must learn of it even
    when somebody else did it in their name. `to_person` is then what it says to them, where the log's words would not.
    """

    tag: str
    sentence: StrOrPromise
    told: bool
    to_person: StrOrPromise = ""

    @property
    def kind(self) -> str:
        return self.tag.rpartition(":")[0]


_kinds: dict[str, Kind] = {}
_events: dict[str, Event] = {}


def kind(key: str, words: StrOrPromise) -> Kind:
    """Declares what events may be about; their owner does it once."""
    if not KEY.fullmatch(key):
        raise ValueError(f"not a kind of event: {key!r}")
    if key in _kinds:
        raise ValueError(f"kind {key!r} is declared twice")
    _kinds[key] = Kind(key, words)
    return _kinds[key]


def event(tag: str, sentence: StrOrPromise, *, told: bool, to_person: StrOrPromise = "") -> Event:
    """Declares an event of a kind that is declared already."""
    if not TAG.fullmatch(tag):
        raise ValueError(f"not an event tag: {tag!r}")
    if tag in _events:
        raise ValueError(f"event {tag!r} is declared twice")
    made = Event(tag, sentence, told, to_person)
    if made.kind not in _kinds:
        raise ValueError(f"event {tag!r} is of no declared kind")
    _events[tag] = made
    return made


def is_declared(event: Event) -> bool:
    return _events.get(event.tag) is event


def sentence_of(tag: str) -> StrOrPromise:
    """What the log shows for a tag; nothing when it is of a part that is no longer installed."""
    found = _events.get(tag)
    return found.sentence if found else ""


def words_to_person(tag: str) -> StrOrPromise:
    """What its person is told; nothing when it is of a part that is no longer installed."""
    found = _events.get(tag)
    return (found.to_person or found.sentence) if found else ""


def declared_tags() -> Collection[str]:
    return _events.keys()


def declared_kinds() -> list[Kind]:
    return list(_kinds.values())


def declared_events() -> list[Event]:
    return list(_events.values())
