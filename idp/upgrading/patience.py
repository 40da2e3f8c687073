"""A migration stands in nobody's way: whoever waits for a table makes everybody behind it wait too.

So it waits for one only as long as people do not notice, gives up, and comes again. What locks nobody out (an index
made CONCURRENTLY, in a migration that is not atomic) may wait as long as it needs.
"""

import sqlite3
from typing import Any

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import Migration
from psycopg.errors import DeadlockDetected, LockNotAvailable

LOCK_SECONDS = 2
# Before it comes again; together some five minutes, in which whoever holds a table for long should be found.
PAUSES_SECONDS = [1, 2, 4, 8, *[15] * 19]
# Of the statement that could not have its lock, what is shown of who holds it.
LONGEST_STATEMENT = 100
BLOCKING = (
    "SELECT pid, date_trunc('second', now() - xact_start)::text, left(query, %s) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start < now() - interval '1 second'"
    " AND EXISTS (SELECT FROM pg_locks WHERE pg_locks.pid = pg_stat_activity.pid AND locktype = 'relation')"
    " ORDER BY xact_start LIMIT 1"
)


def is_busy(error: OperationalError) -> bool:
    """Was it refused because others use the table, or SQLite's file, at this moment?"""
    cause = error.__cause__
    if isinstance(cause, sqlite3.OperationalError):
        return cause.sqlite_errorcode == sqlite3.SQLITE_BUSY
    return isinstance(cause, LockNotAvailable | DeadlockDetected)


def have_patience(connection: BaseDatabaseWrapper, *, seconds: float) -> None:
    """Have this session wait so long for a lock; 0: as long as it takes. SQLite has a time of its own."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, false)", [f"{seconds * 1000:.0f}ms"])


def make_way(connection: BaseDatabaseWrapper, migration: Migration) -> None:
    """Before a migration: wait as befits it, and take away what is left of an index that was never finished."""
    have_patience(connection, seconds=LOCK_SECONDS if migration.atomic else 0)
    if connection.vendor != "postgresql":
        return
    for operation in migration.operations:
        if isinstance(operation, AddIndexConcurrently):
            _drop_unfinished(connection, operation.index.name)


def _drop_unfinished(connection: BaseDatabaseWrapper, name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid"
            " WHERE relname = %s AND NOT indisvalid AND pg_table_is_visible(pg_class.oid)",
            [name],
        )
        if cursor.fetchone() is not None:
            cursor.execute(f"DROP INDEX CONCURRENTLY {connection.ops.quote_name(name)}")


def who_blocks(connection: BaseDatabaseWrapper) -> str:
    """The oldest transaction that holds a table, in words; empty where nobody knows."""
    if connection.vendor != "postgresql":
        return ""
    with connection.cursor() as cursor:
        cursor.execute(BLOCKING, [LONGEST_STATEMENT])
        found: Any = cursor.fetchone()
    return f" The oldest that holds one: process {found[0]}, for {found[1]}, {found[2]}" if found else ""
