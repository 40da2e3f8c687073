"""A reader of the log gets each event once, in order, and goes on where it stopped."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.audit.log import record
from accounts.audit.models import AuditEvent, LogReader
from accounts.audit.readers import AT_ONCE, Reader, Turn, behind_since, read_on
from accounts.users.events import CHANGED
from accounts.users.models import User

pytestmark = pytest.mark.both_databases


def _many(ann: User, count: int) -> list[int]:
    """So many at once, as nobody records them."""
    AuditEvent.objects.bulk_create(
        AuditEvent(tag=CHANGED.tag, kind=CHANGED.kind, tenant=ann.tenant, subject=ann) for _ in range(count)
    )
    return list(AuditEvent.objects.order_by("pk").values_list("pk", flat=True))


def _add(ann: User, count: int) -> list[int]:
    return [record(CHANGED, tenant=ann.tenant, subject=ann).pk for _ in range(count)]


def test_each_event_is_read_once_and_in_order_however_many_there_are(ann: User) -> None:  # E12
    added, read = _many(ann, 2 * AT_ONCE + 1), list[list[int]]()
    reader = Reader("test", lambda events: read.append([event.pk for event in events]))

    turn = Turn(upto=added[-1])
    while read_on(reader, turn):
        pass
    read_on(reader, turn)
    read_on(reader, Turn(upto=added[-1]))

    assert [len(events) for events in read] == [AT_ONCE, AT_ONCE, 1]
    assert [event for events in read for event in events] == added


def test_readers_at_different_places_each_get_what_follows(ann: User) -> None:  # E12
    read = defaultdict[str, list[int]](list)

    def reader(name: str) -> Reader:
        return Reader(name, lambda events: read[name].extend(event.pk for event in events))

    first, second, third = (reader(name) for name in ("first", "second", "third"))
    added = _add(ann, 3)
    read_on(first, Turn(upto=added[0]))
    read_on(second, Turn(upto=added[1]))

    turn = Turn(upto=added[2])
    for one in (second, third, first):
        read_on(one, turn)

    assert read == {"first": added, "second": added, "third": added}
    assert set(LogReader.objects.values_list("upto", flat=True)) == {added[2]}


def test_what_another_worker_read_since_the_turn_began_is_not_read_again(ann: User) -> None:  # E12
    added, read = _add(ann, 2), list[int]()
    reader = Reader("test", lambda events: read.extend(event.pk for event in events))
    turn, turn_of_another = Turn(upto=added[-1]), Turn(upto=added[-1])

    read_on(reader, turn_of_another)
    read_on(reader, turn)

    assert read == added


def test_nothing_is_read_that_is_not_settled(ann: User) -> None:  # E12
    added, read = _add(ann, 3), list[int]()
    reader = Reader("test", lambda events: read.extend(event.pk for event in events))

    read_on(reader, Turn(upto=added[1]))

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
        read_on(reader, Turn(upto=added[-1]))
    read_on(reader, Turn(upto=added[-1]))

    assert read == added


def test_readers_at_one_place_have_the_events_fetched_once(ann: User) -> None:  # E12
    added, read = _add(ann, 3), list[int]()
    both = [Reader(name, lambda events: read.extend(event.pk for event in events)) for name in ("a", "b")]
    turn = Turn(upto=added[-1])
    read_on(both[0], turn)

    with CaptureQueriesContext(connection) as asked:
        read_on(both[1], turn)

    assert read == added * 2
    assert not [one["sql"] for one in asked if "auditevent" in one["sql"]]


def test_it_says_since_when_it_is_behind(ann: User) -> None:  # E12
    reader = Reader("test", lambda _events: None)
    first, second = _add(ann, 2)

    read_on(reader, Turn(upto=first))
    behind = behind_since("test")
    read_on(reader, Turn(upto=second))

    assert behind == AuditEvent.objects.get(pk=second).at
    assert behind_since("test") is None
