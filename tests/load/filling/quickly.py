"""Many rows into a table of PostgreSQL: its indexes wait until they are there, but for what keeps rows apart."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator

from django.db import connection
from django.db.models import Model

# For making indexes of millions of rows without going to the disk.
MEMORY = "512MB"


@contextlib.contextmanager
def indexes_waiting(models: Iterable[type[Model]]) -> Iterator[None]:
    """Takes the plain indexes of these tables away, and makes them anew afterwards, whatever happens."""
    # Within a transaction, as a test's, rows that wait to be checked keep PostgreSQL from it.
    is_able = connection.vendor == "postgresql" and not connection.in_atomic_block
    definitions = list(_plain_indexes(models)) if is_able else []
    with connection.cursor() as cursor:
        for name, _definition in definitions:
            cursor.execute(f'DROP INDEX "{name}"')
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            if definitions:
                cursor.execute(f"SET maintenance_work_mem = '{MEMORY}'")
            for _name, definition in definitions:
                cursor.execute(definition)


def tell_planner() -> None:
    """Statistics of everything, and which pages are seen by all: as autovacuum has them in a while."""
    whole = connection.vendor == "postgresql" and not connection.in_atomic_block
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if whole else "ANALYZE")


def _plain_indexes(models: Iterable[type[Model]]) -> Iterator[tuple[str, str]]:
    """Name and definition of those that are no constraint."""
    tables = [model._meta.db_table for model in models]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY (%s) AND schemaname = current_schema()"
            " AND indexname NOT IN (SELECT conname FROM pg_constraint) ORDER BY indexname",
            [tables],
        )
        yield from cursor.fetchall()
