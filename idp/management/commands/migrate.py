"""``manage.py migrate``: Django's, but of several at once on one database one works and the others wait.

Whoever starts two servers of a new release starts two of these. Side by side they make the same tables, and one fails.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.commands import migrate
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

# Any number that nothing else of ours locks in this database ("handslag", read as eight bytes).
LOCK = int.from_bytes(b"handslag")


class Command(migrate.Command):
    """Waits for its turn, then finds what is left to do.

    The checks before it wait too: an SQLite that somebody else is filling "does not support" what they ask for.
    """

    def execute(self, *args: Any, **options: Any) -> str | None:
        connection = connections[options["database"]]
        if options["database"] == DEFAULT_DB_ALIAS and settings.DATABASE_DIRECT:
            # Around a pooler: it would give the lock and the work two of the few sessions that it has.
            connection.close()
            connection.settings_dict |= settings.DATABASE_DIRECT
        turn = _turn_in_database if connection.vendor == "postgresql" else _turn_beside_file
        # Either way a process that dies holds its turn no more.
        with turn(connection):
            return super().execute(*args, **options)


@contextmanager
def _turn_in_database(connection: BaseDatabaseWrapper) -> Iterator[None]:
    # Held by a transaction of its own: a pool between us and the database may hand a session on, but no transaction.
    with closing(connection.copy()) as beside:
        beside.set_autocommit(False)
        with beside.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        yield


@contextmanager
def _turn_beside_file(connection: BaseDatabaseWrapper) -> Iterator[None]:
    # Held on SQLite's folder: its file has locks of SQLite's own.
    folder = os.open(Path(connection.settings_dict["NAME"]).parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)
