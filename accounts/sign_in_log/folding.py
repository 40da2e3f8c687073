"""From events to the rows of the sign-in log: the next ones, in order, in the transaction that notes they were read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from accounts import clock
from accounts.audit.models import AuditEvent, LogReader
from accounts.audit.readers import Reader
from accounts.machine.giving_way import in_pieces
from accounts.sign_in_log import daily
from accounts.sign_in_log.models import SignInAttempt
from accounts.sign_in_log.outcome import Whose, begun, key_of, tell
from accounts.signin.unfinished import LIFE_SECONDS
from accounts.statements.composing import composed_once

NAME = "sign_ins"
# A try may go on as long as its page lives; what a phone says then comes within its own time.
FINISHED_WITHIN = timedelta(seconds=LIFE_SECONDS) + timedelta(minutes=5)
# Some milliseconds of work.
AT_ONCE = 25
FOLDED = [
    "last_at",
    "last_event",
    "result",
    "reason",
    "method",
    "methods",
    "application",
    "browser",
    "is_new_browser",
    "is_again",
    "address",
    "network",
    "place",
    "needed",
    "reported",
]


def fold(events: Sequence[AuditEvent]) -> None:
    """Adds what these events say to the rows of their tries; read again, they say the same again."""
    of_tries = [(event, whose) for event in events if (whose := _whose(event)) is not None]
    rows = _rows_of(whose for _event, whose in of_tries)
    known, before = list(rows.values()), [daily.kind_of(row) for row in rows.values()]
    for some in in_pieces(of_tries, size=AT_ONCE):
        for event, whose in some:
            if whose.key not in rows:
                rows[whose.key] = begun(event, whose)
            tell(rows[whose.key], event)
    for begun_now in in_pieces([row for row in rows.values() if row._state.adding], size=AT_ONCE):
        SignInAttempt.objects.bulk_create(begun_now)
    # Each is there: one statement of plain values, where an update of many rows is composed case by case.
    for going_on in in_pieces(known, size=AT_ONCE):
        SignInAttempt.objects.bulk_create(
            going_on, update_conflicts=True, unique_fields=["id"], update_fields=FOLDED
        )
    daily.move(before, [daily.kind_of(row) for row in rows.values()])


READER = Reader(NAME, fold)


def _whose(event: AuditEvent) -> Whose | None:
    """Whose try it belongs to, and which; None for what belongs to none."""
    mark = key_of(event)
    if not mark or event.subject_id is None or event.tenant_id is None:
        return None
    return Whose(event.tenant_id, event.subject_id, mark)


def _rows_of(tries: Iterable[Whose]) -> dict[tuple[UUID, str], SignInAttempt]:
    wanted = set(tries)
    people, marks = {whose.person for whose in wanted}, {whose.mark for whose in wanted}
    found = SignInAttempt.objects.filter(person__in=people, mark__in=marks).order_by("pk")
    return {(row.person_id, row.mark): row for row in found}


def close_unfinished() -> bool:
    """Closes some tries that nothing was heard of for so long, as not finished; says whether there may be more."""
    before = clock.now() - FINISHED_WITHIN
    if not _one_unfinished(before):
        return False
    with transaction.atomic():
        # Nobody folds meanwhile: what is read here is what is counted.
        LogReader.objects.select_for_update(no_key=True).get(name=NAME)
        rows = list(_unfinished(before).order_by("last_at")[:AT_ONCE])
        counted = [daily.kind_of(row) for row in rows]
        for row in rows:
            row.result = SignInAttempt.Result.NOT_FINISHED
        SignInAttempt.objects.bulk_update(rows, ["result"])
        daily.move(counted, [daily.kind_of(row) for row in rows])
    return len(rows) == AT_ONCE


@composed_once
def _one_unfinished(before: datetime, /) -> QuerySet[SignInAttempt, int]:
    return _unfinished(before).order_by().values_list("pk", flat=True)[:1]


def _unfinished(before: datetime) -> QuerySet[SignInAttempt]:
    return SignInAttempt.objects.filter(result=SignInAttempt.Result.UNDER_WAY, last_at__lt=before)
