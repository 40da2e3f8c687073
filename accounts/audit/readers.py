"""Who reads the log beside the pages, each event once and in order: packages above register when the program starts.

What a reader makes of some events, and how far it has come, are committed together: it may be stopped at any moment,
and several workers may have it read, one at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from accounts.audit.models import AuditEvent, LogReader
from accounts.audit.settled import events_between
from accounts.statements.composing import Move, changed_once, composed_once

AT_ONCE = 500


@dataclass(frozen=True)
class Reader:
    """`read` is given the next events, the oldest first, in the transaction that notes that they were read.

    One that works long does so `in_pieces`, unless it holds what a page may wait for (`accounts.machine.giving_way`).
    """

    name: str
    read: Callable[[Sequence[AuditEvent]], None]


_readers: list[Reader] = []


def register(reader: Reader) -> None:
    if reader not in _readers:
        _readers.append(reader)


def registered() -> Sequence[Reader]:
    return tuple(_readers)


class Turn:
    """Where each reader stands, and the events that were asked for last: most times all stand at one place."""

    def __init__(self, *, upto: int) -> None:
        self.upto = upto
        self.places = dict(_places())
        self._after: int | None = None
        self._events: list[AuditEvent] = []

    def events_after(self, place: int) -> list[AuditEvent]:
        """The next ones after this number, the oldest first."""
        if place != self._after:
            self._after, self._events = place, _events_after(place, self.upto)
        return self._events


def read_on(reader: Reader, turn: Turn) -> bool:
    """Has it read the next events, up to the last one of `turn` at most; says whether there may be more of them."""
    upto = turn.upto
    if reader.name not in turn.places:
        LogReader.objects.get_or_create(name=reader.name)
    elif turn.places[reader.name] >= upto:
        # Nothing new, as most times: no transaction is begun for it.
        return False
    with transaction.atomic():
        # Of several workers one reads at a time, and the next goes on where that one ended.
        [place] = _locked(reader.name)
        if place >= upto:
            return False
        events = turn.events_after(place)
        if events:
            reader.read(events)
        place = events[-1].pk if len(events) == AT_ONCE else upto
        _move(reader.name, place)
    return place < upto


@composed_once
def _places() -> QuerySet[LogReader, tuple[str, int]]:
    return LogReader.objects.values_list("name", "upto")


@composed_once
def _locked(reader: str, /) -> QuerySet[LogReader, int]:
    return LogReader.objects.select_for_update(no_key=True).filter(name=reader).values_list("upto", flat=True)


@composed_once
def _events_after(after: int, upto: int, /) -> QuerySet[AuditEvent]:
    return events_between(after, upto)[:AT_ONCE]


@changed_once
def _move(reader: str, upto: int, /) -> Move:
    return LogReader.objects.filter(name=reader), {"upto": upto}


def behind_since(name: str) -> datetime | None:
    """Since when the oldest event waits that this reader has not read; None when there is none."""
    upto = LogReader.objects.filter(name=name).values_list("upto", flat=True).first() or 0
    waiting = AuditEvent.objects.filter(pk__gt=upto).order_by("pk").values_list("at", flat=True)
    at: datetime | None = waiting.first()
    return at
