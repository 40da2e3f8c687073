"""Who reads the log beside the pages, each event once and in order: packages above register when the program starts.

What a reader makes of some events, and how far it has come, are committed together: it may be stopped at any moment,
and several workers may have it read, one at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.audit.models import AuditEvent, LogReader

AT_ONCE = 500


@dataclass(frozen=True)
class Reader:
    """`read` is given the next events, the oldest first, in the transaction that notes that they were read."""

    name: str
    read: Callable[[Sequence[AuditEvent]], None]


_readers: list[Reader] = []


def register(reader: Reader) -> None:
    if reader not in _readers:
        _readers.append(reader)


def registered() -> Sequence[Reader]:
    return tuple(_readers)


class Page:
    """The events that were asked for last: readers that stand at one place, as most times, read the same ones."""

    def __init__(self, *, upto: int) -> None:
        self.upto = upto
        self._after: int | None = None
        self._events: list[AuditEvent] = []

    def after(self, place: int) -> list[AuditEvent]:
        """The next ones after this number, the oldest first."""
        if place != self._after:
            rows = AuditEvent.objects.filter(pk__gt=place, pk__lte=self.upto).order_by("pk")
            self._after, self._events = place, list(rows[:AT_ONCE])
        return self._events


def read_on(reader: Reader, page: Page) -> bool:
    """Has it read the next events, up to the last one of `page` at most; says whether there may be more of them."""
    upto = page.upto
    known = LogReader.objects.filter(name=reader.name).values_list("upto", flat=True).first()
    if known is None:
        LogReader.objects.get_or_create(name=reader.name)
    elif known >= upto:
        # Nothing new, as most times: no transaction is begun for it.
        return False
    with transaction.atomic():
        # Of several workers one reads at a time, and the next goes on where that one ended.
        place = LogReader.objects.select_for_update(no_key=True).get(name=reader.name)
        if place.upto >= upto:
            return False
        events = page.after(place.upto)
        if events:
            reader.read(events)
        place.upto = events[-1].pk if len(events) == AT_ONCE else upto
        place.save(update_fields=["upto"])
    return place.upto < upto


def behind_since(name: str) -> datetime | None:
    """Since when the oldest event waits that this reader has not read; None when there is none."""
    upto = LogReader.objects.filter(name=name).values_list("upto", flat=True).first() or 0
    waiting = AuditEvent.objects.filter(pk__gt=upto).order_by("pk").values_list("at", flat=True)
    at: datetime | None = waiting.first()
    return at
