"""Sealing what is settled: in segments, each by its number alone, so that of several workers one makes each."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from accounts import clock
from accounts.audit.chain.canonical import AT_ONCE, BEGINNING, STAMP, hash_of, said_by
from accounts.audit.chain.models import Seal
from accounts.audit.models import AuditEvent
from accounts.audit.settled import events_between
from accounts.machine.giving_way import give_way
from accounts.secrets import keyed_digests
from accounts.statements.composing import composed_once, first

MOST_IN_SEGMENT = 1000
# What has waited so long is sealed though there are few.
SEALED_WITHIN = timedelta(minutes=1)


def seal_next(*, upto: int) -> bool:
    """Seals the next segment of what is settled up to `upto`, if it is due; says whether another may be."""
    former = first(_last_seal())
    after = former.last if former else 0
    if upto <= after:
        return False
    begins_at = first(_begins_at(after, upto))
    has_waited = begins_at is not None and clock.now() - begins_at >= SEALED_WITHIN
    # Numbers have gaps, so there are never more than their distance says.
    if not has_waited and upto - after < MOST_IN_SEGMENT:
        return False
    events = _events_of_segment(after, upto)
    is_full = len(events) == MOST_IN_SEGMENT
    if not events or not (is_full or has_waited):
        return False
    made = _seal(events, former)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        return True  # another worker was first
    return is_full


def _events_of_segment(after: int, upto: int) -> list[AuditEvent]:
    events: list[AuditEvent] = []
    while len(events) < MOST_IN_SEGMENT:
        give_way()
        more = _events_after(events[-1].pk if events else after, upto)
        events += more
        if len(more) < AT_ONCE:
            break
    return events[:MOST_IN_SEGMENT]


@composed_once
def _events_after(after: int, upto: int, /) -> QuerySet[AuditEvent]:
    return events_between(after, upto)[:AT_ONCE]


@composed_once
def _last_seal() -> QuerySet[Seal]:
    return Seal.objects.order_by("-number")[:1]


@composed_once
def _begins_at(after: int, upto: int, /) -> QuerySet[AuditEvent, datetime]:
    return events_between(after, upto).values_list("at", flat=True)[:1]


def _seal(events: list[AuditEvent], former: Seal | None) -> Seal:
    number, first, last = (
        (former.number if former else 0) + 1,
        (former.last if former else 0) + 1,
        events[-1].pk,
    )
    seal = Seal(
        number=number,
        first=first,
        last=last,
        count=len(events),
        begins_at=events[0].at,
        ends_at=events[-1].at,
        hash=hash_of(
            events, number=number, first=first, last=last, before=former.hash if former else BEGINNING
        ),
    )
    seal.stamp = keyed_digests(said_by(seal), purpose=STAMP)[0]
    return seal
