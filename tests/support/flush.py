"""Empties the database between two tests with committed data, quickly and past what nothing else may pass.

The audit log's triggers refuse DELETE and TRUNCATE; Django empties every table, so for that moment, and only then, the
triggers are away. After that Django would write its permissions and content types again: nothing of ours reads them,
and it took nine tenths of the time.
"""

import contextlib
from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.contenttypes.management import create_contenttypes
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.signals import post_migrate


def leave_it_empty() -> None:
    """Let nothing be written into tables that were just made or emptied."""
    assert post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")
    assert post_migrate.disconnect(create_contenttypes)


def let_flush_past_triggers(connection: BaseDatabaseWrapper) -> None:
    """Wrap this connection's way of emptying tables."""
    flush = connection.ops.execute_sql_flush

    def execute_sql_flush(statements: Iterable[Any]) -> None:
        with without_triggers(connection):
            flush(statements)

    def sql_flush(style: Any, tables: Iterable[str], **options: Any) -> list[str]:
        # PostgreSQL's TRUNCATE makes every file anew: dear for tables of a few rows.
        return [f"DELETE FROM {connection.ops.quote_name(table)}" for table in tables]  # noqa: S608  our own tables

    vars(connection.ops).update(execute_sql_flush=execute_sql_flush, sql_flush=sql_flush)


@contextlib.contextmanager
def without_triggers(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """No trigger fires inside; tests that tamper with the audit log on purpose use it too."""
    leave, back = _postgres() if connection.vendor == "postgresql" else _sqlite(connection)
    _execute(connection, leave)
    try:
        yield
    finally:
        _execute(connection, back)


def _postgres() -> tuple[list[str], list[str]]:
    return ["SET session_replication_role = replica"], ["SET session_replication_role = DEFAULT"]


def _sqlite(connection: BaseDatabaseWrapper) -> tuple[list[str], list[str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
    return [f'DROP TRIGGER "{name}"' for name, _ in triggers], [sql for _, sql in triggers]


def _execute(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
