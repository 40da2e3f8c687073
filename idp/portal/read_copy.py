"""Logs and reports from a copy of the database that only reads (DATABASE_READ_URL), where there is one.

The one place that says what is read there: rows of the logs, for a page that is only looked at or a file that is made
of them. Who asks, and what they may, is read from the database itself, as everything that decides.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import Any, TypeVar

from django.db import DatabaseError, connections
from django.db.models import Model
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from accounts.audit.models import AuditEvent
from accounts.incidents import Incident, is_database_away
from accounts.sign_in_log.models import SignInAttempt, SignInsOfDay

ALIAS = "read"
READ_THERE = (AuditEvent, SignInAttempt, SignInsOfDay)
# How far the copy may be behind before the database itself is read.
LATEST_SECONDS = 30
# Before one that was away, or behind, is asked again.
PAUSE_SECONDS = 5.0
BEHIND = """
    SELECT CASE WHEN pg_is_in_recovery()
        THEN EXTRACT(EPOCH FROM clock_timestamp() - pg_last_xact_replay_timestamp()) ELSE 0 END
"""
Answer = TypeVar("Answer", bound=HttpResponseBase)
Found = TypeVar("Found")
COPY = Incident("The copy of the database")
_reads_there: ContextVar[bool] = ContextVar("reads_there", default=False)


class ReadCopy:
    """Django's router: rows of the logs are read from the copy while a page of the logs is made; nothing else ever."""

    def db_for_read(self, model: type[Model], **_hints: Any) -> str | None:
        """The copy, or whatever else Django would take."""
        return ALIAS if _reads_there.get() and issubclass(model, READ_THERE) else None

    def allow_migrate(self, db: str, _app_label: str, **_hints: Any) -> bool | None:
        """It follows the database by itself."""
        return False if db == ALIAS else None


class _Behind(Exception):
    """It follows too slowly, or no longer."""


class _Copy:
    """Whether the copy may be read now; asked anew every few seconds where it could not."""

    def __init__(self) -> None:
        self.ask_at = 0.0

    def may_be_read(self) -> bool:
        if ALIAS not in connections.settings or time.monotonic() < self.ask_at:
            return False
        try:
            with connections[ALIAS].cursor() as cursor:
                cursor.execute(BEHIND)
                [seconds] = cursor.fetchone()
        except DatabaseError as why:
            self.is_away(why)
            return False
        if seconds is not None and seconds > LATEST_SECONDS:
            self.is_away(_Behind(f"it is {seconds:.0f} s behind"))
            return False
        COPY.is_over()
        return True

    def is_away(self, why: Exception) -> None:
        COPY.goes_on(why)
        self.ask_at = time.monotonic() + PAUSE_SECONDS


copy = _Copy()


def read_there(read: Callable[[], Found]) -> Found:
    """What `read` finds, the logs' rows from the copy; from the database itself while that is away.

    `read` changes nothing: it may be called once more.
    """
    if not copy.may_be_read():
        return read()
    token = _reads_there.set(True)
    try:
        return read()
    except DatabaseError as why:
        if not is_database_away(why):
            raise
        copy.is_away(why)
    finally:
        _reads_there.reset(token)
    return read()


def from_copy(view: Callable[..., Answer]) -> Callable[..., Answer]:
    """The page reads the logs from the copy when it is only looked at."""

    @wraps(view)
    def look(request: HttpRequest, *given: Any, **named: Any) -> Answer:
        if request.method not in ("GET", "HEAD"):
            return view(request, *given, **named)
        return read_there(lambda: view(request, *given, **named))

    return look
