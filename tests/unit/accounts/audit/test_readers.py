"""A reader of the log gets each event once, in order, and goes on where it stopped."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.audit import readers
from accounts.audit.log import record
from accounts.audit.models import AuditEvent
from accounts.audit.readers import Page, Reader, behind_since, read_on
from accounts.users.events import CHANGED
from accounts.users.models import User

pytestmark = pytest.mark.both_databases


def _add(ann: User, count: int) -> list[int]:
    return [record(CHANGED, tenant=ann.tenant, subject=ann).pk for _ in range(count)]


def test_each_event_is_read_once_and_in_order(ann: User, monkeypatch: pytest.MonkeyPatch) -> None:  # E12
    monkeypatch.setattr(readers, "AT_ONCE", 2)
    added, read = _add(ann, 5), list[int]()
    reader = Reader("test", lambda events: read.extend(event.pk for event in events))

    while read_on(reader, Page(upto=added[-1])):
        pass
    read_on(reader, Page(upto=added[-1]))

    assert read == added


def test_nothing_is_read_that_is_not_settled(ann: User) -> None:  # E12
    added, read = _add(ann, 3), list[int]()
    reader = Reader("test", lambda events: read.extend(event.pk for event in events))

    read_on(reader, Page(upto=added[1]))

    assert read == added[:2]


def test_what_a_reader_could_not_do_it_does_the_next_time(ann: User) -> None:  # E12
    added, read, fails = _add(ann, 2), list[int](), [True]

    def do(events: Sequence[AuditEvent]) -> None:
        if fails:
            fails.clear()
            raise RuntimeError("stopped in the middle")
        read.extend(event.pk for event in events)

    reader = Reader("test", do)
    with pytest.raises(RuntimeError):
        read_on(reader, Page(upto=added[-1]))
    read_on(reader, Page(upto=added[-1]))

    assert read == added


def test_readers_at_one_place_have_the_events_fetched_once(ann: User) -> None:  # E12
    added, read = _add(ann, 3), list[int]()
    both = [Reader(name, lambda events: read.extend(event.pk for event in events)) for name in ("a", "b")]
    page = Page(upto=added[-1])
    read_on(both[0], page)

    with CaptureQueriesContext(connection) as asked:
        read_on(both[1], page)

    assert read == added * 2
    assert not [one["sql"] for one in asked if "auditevent" in one["sql"]]


def test_it_says_since_when_it_is_behind(ann: User) -> None:  # E12
    reader = Reader("test", lambda _events: None)
    first, second = _add(ann, 2)

    read_on(reader, Page(upto=first))
    behind = behind_since("test")
    read_on(reader, Page(upto=second))

    assert behind == AuditEvent.objects.get(pk=second).at
    assert behind_since("test") is None
