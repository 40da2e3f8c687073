"""The mark of a database that is being restored: while it is there nobody is served from it (decision 0139).

It is a table of its own, so that it comes with the data and goes in the transaction that settles them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core import checks
from django.db import DatabaseError, connection

TABLE = "handslag_being_restored"
PUT = f"CREATE TABLE IF NOT EXISTS {TABLE} (marked integer)"


def put() -> None:
    """Mark the database as being restored."""
    with connection.cursor() as cursor:
        cursor.execute(PUT)


def take_away() -> None:
    """Let the database be served; where there is no mark nothing happens."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")


def is_there() -> bool:
    """Is the database being restored, or was that broken off?"""
    return TABLE in connection.introspection.table_names()


def database_is_restored_whole(
    *, databases: Sequence[str] | None = None, **_kwargs: Any
) -> list[checks.CheckMessage]:
    """Refuse a database whose restore is under way or was broken off: what ended since the back-up stands in it."""
    if not databases:
        return []
    try:
        if not is_there():
            return []
    except DatabaseError:
        # That it is away says another check.
        return []
    return [
        checks.Error(
            "A back-up is being restored into this database, or that was broken off: sessions and tokens stand in it "
            "that have ended since.",
            hint="Wait for manage.py restore. If it was broken off, empty the database and begin again.",
            id="idp.E084",
        )
    ]
