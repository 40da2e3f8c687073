"""Whose turn it is to migrate: one works, the others say that they wait for it. One that dies gives it back."""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

# Any number that nothing else of ours locks in this database ("handslag", read as eight bytes).
LOCK = int.from_bytes(b"handslag")
# A host that vanished without a word loses its turn after some 25 seconds; PostgreSQL alone would keep it for hours.
SILENT_SECONDS = 10
ASKED_AGAIN_SECONDS = 5
ASKED_TIMES = 3
# Whoever waits for the turn looks again after so long.
PAUSE_SECONDS = 0.5
WHO = (
    "SELECT coalesce(host(client_addr), 'this machine'), to_char(backend_start, 'HH24:MI:SS TZ') FROM pg_locks"
    " JOIN pg_stat_activity USING (pid) WHERE locktype = 'advisory' AND granted AND objsubid = 1"
    " AND (classid::bigint << 32) | objid::bigint = %s"
)
Tell = Callable[[str], Any]


def turn(connection: BaseDatabaseWrapper, tell: Tell) -> Any:
    """The turn at this database, as a context; `tell` is told where somebody else has it."""
    return (_in_database if connection.vendor == "postgresql" else _beside_file)(connection, tell)


@contextmanager
def _in_database(connection: BaseDatabaseWrapper, tell: Tell) -> Iterator[None]:
    # Held by a transaction of its own: a pool between us and the database may hand a session on, but no transaction.
    with closing(connection.copy()) as beside:
        beside.set_autocommit(False)
        with beside.cursor() as cursor:
            if not _has(cursor):
                tell(_words(cursor))
            # Each look is a transaction of its own: one that went on would keep its snapshot, and an index made
            # CONCURRENTLY by the other one would wait for that, each for the other.
            while not _has(cursor):
                beside.rollback()
                time.sleep(PAUSE_SECONDS)
            # The last, for the same reason: what answers rows keeps its snapshot until another statement comes.
            _let_it_idle(cursor)
        yield


def _has(cursor: CursorWrapper) -> bool:
    cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
    return bool(cursor.fetchone()[0])


def _let_it_idle(cursor: CursorWrapper) -> None:
    cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
    cursor.execute(f"SET LOCAL tcp_keepalives_idle = {SILENT_SECONDS}")
    cursor.execute(f"SET LOCAL tcp_keepalives_interval = {ASKED_AGAIN_SECONDS}")
    cursor.execute(f"SET LOCAL tcp_keepalives_count = {ASKED_TIMES}")


def _words(cursor: CursorWrapper) -> str:
    cursor.execute(WHO, [LOCK])
    found = cursor.fetchone()
    who = f" from {found[0]}, since {found[1]}" if found else ""
    return f"Another one migrates this database{who}: waiting for it."


@contextmanager
def _beside_file(connection: BaseDatabaseWrapper, tell: Tell) -> Iterator[None]:
    # Held on SQLite's folder: its file has locks of SQLite's own.
    folder = os.open(Path(connection.settings_dict["NAME"]).parent, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            tell("Another one migrates a database of this folder: waiting for it.")
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)
