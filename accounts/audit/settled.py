"""Up to which event the log is settled: before it none can appear any more.

An event gets its number when it is added and is seen when its transaction commits, so a higher one may be seen first.
Who reads the log in order would miss the lower one for good. What adds an event locks the table, in the way that lets
others add too, before it takes a number, and until it ends: once everybody has ended who held that lock when the last
event was seen, nothing before that event is still to come. It costs those who add nothing.
"""

from __future__ import annotations

import time

from django.db import connection
from django.db.models import QuerySet

from accounts.audit.models import AuditEvent
from accounts.statements.composing import composed_once, first
from accounts.statements.cursors import cursor_of

# A transaction that takes longer is waited for again the next time.
WAIT_AT_MOST_SECONDS = 10.0
LOOK_EVERY_SECONDS = 0.02
WRITERS = """
    SELECT virtualtransaction FROM pg_locks
    WHERE locktype = 'relation' AND mode = 'RowExclusiveLock' AND granted AND pid <> pg_backend_pid()
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND relation = 'accounts_auditevent'::regclass
"""


def last_settled(*, wait_seconds: float = WAIT_AT_MOST_SECONDS) -> int:
    """The number of the last event before which nothing is still to come; 0 while nobody can say."""
    last = first(_last()) or 0
    until = time.monotonic() + wait_seconds
    writers = _writers()
    while writers and time.monotonic() < until:
        time.sleep(LOOK_EVERY_SECONDS)
        writers &= _writers()
    return 0 if writers else last


@composed_once
def _last() -> QuerySet[AuditEvent, int]:
    return AuditEvent.objects.order_by("-id").values_list("id", flat=True)[:1]


def events_between(after: int, upto: int) -> QuerySet[AuditEvent]:
    """The events after the first number up to the second, the oldest first."""
    return AuditEvent.objects.filter(pk__gt=after, pk__lte=upto).order_by("pk")


def _writers() -> set[str]:
    """Who may have taken a number and not committed yet. On SQLite there is one writer at a time, and nobody else."""
    if connection.vendor != "postgresql":
        return set()
    cursor = cursor_of(connection, WRITERS)
    cursor.execute(WRITERS)
    return {name for (name,) in cursor.fetchall()}
