"""How a database is dumped, loaded, and made for a moment: PostgreSQL by its own programs, SQLite by its own way.

No password is an argument of a program: whoever lists the processes of a machine reads those.
"""

from __future__ import annotations

import os
import secrets
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from idp.backups import mark
from idp.backups.manifest import BackupRefused

POSTGRES, SQLITE = "postgresql", "sqlite"
ENDINGS = {POSTGRES: ".dump", SQLITE: ".sqlite3"}
# What libpq reads of the environment, by its name in a connection's settings and options.
ENVIRONMENT = {
    "HOST": "PGHOST",
    "PORT": "PGPORT",
    "USER": "PGUSER",
    "PASSWORD": "PGPASSWORD",
    "NAME": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "passfile": "PGPASSFILE",
    "service": "PGSERVICE",
    "options": "PGOPTIONS",
}
PAGES_AT_ONCE = 1000


def go_direct() -> None:
    """Come to PostgreSQL around a pooler from here on (DATABASE_DIRECT_URL)."""
    if settings.DATABASE_DIRECT:
        connection.close()
        connection.settings_dict |= settings.DATABASE_DIRECT


def server_version() -> str:
    """Return what the database calls itself."""
    if connection.vendor == SQLITE:
        return f"SQLite {sqlite3.sqlite_version}"
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return f"PostgreSQL {cursor.fetchone()[0]}"


def size() -> int:
    """Return the bytes of the database; a dump is smaller."""
    if connection.vendor == SQLITE:
        return Path(connection.settings_dict["NAME"]).stat().st_size
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def dump(to: Path) -> None:
    """Write the state of one moment into a file that is there, while others read and write. Raises BackupRefused."""
    if connection.vendor == POSTGRES:
        _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={to}")
        return
    with (
        closing(sqlite3.connect(connection.settings_dict["NAME"])) as source,
        closing(sqlite3.connect(to)) as target,
    ):
        source.backup(target, pages=PAGES_AT_ONCE)
        # One file, and nothing beside it.
        target.execute("PRAGMA journal_mode=DELETE")


def load(data: Path) -> None:
    """Fill the empty database with a dump, whole or not at all, and marked as being restored. Raises BackupRefused."""
    if connection.vendor == POSTGRES:
        _load_postgres(data)
    else:
        _load_sqlite(data)


def _load_postgres(data: Path) -> None:
    mark.put()
    connection.close()
    name = connection.settings_dict["NAME"]
    restores = ("--no-owner", "--no-privileges", "--no-comments", "--single-transaction", f"--dbname={name}")
    try:
        _run("pg_restore", *restores, data)
    except BackupRefused:
        mark.take_away()
        raise


def _load_sqlite(data: Path) -> None:
    """Mark a copy first: its own way replaces all that is in the database, in one transaction."""
    beside = Path(f"{connection.settings_dict['NAME']}.restoring")
    beside.unlink(missing_ok=True)
    try:
        os.close(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        shutil.copyfile(data, beside)
        with closing(sqlite3.connect(beside)) as source:
            source.execute(mark.PUT)
            source.commit()
            # By Django's own connection: it knows how our file is made and who may read it.
            connection.ensure_connection()
            source.backup(connection.connection)
    except sqlite3.DatabaseError as why:
        raise BackupRefused(f"{data} cannot be loaded: {why}") from why
    finally:
        beside.unlink(missing_ok=True)
        connection.close()


def is_empty() -> bool:
    """Is there no table, nor a view?"""
    if connection.vendor == SQLITE and not Path(connection.settings_dict["NAME"]).exists():
        return True
    with connection.cursor() as cursor:
        return not connection.introspection.table_names(cursor, include_views=True)


@contextmanager
def for_a_moment() -> Iterator[None]:
    """Let the program's database be an empty one beside it, which goes afterwards. Raises BackupRefused."""
    ours = dict(connection.settings_dict)
    made = _postgres_beside() if connection.vendor == POSTGRES else _sqlite_beside()
    with made as name:
        connection.close()
        connection.settings_dict["NAME"] = name
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict.update(ours)


@contextmanager
def _postgres_beside() -> Iterator[str]:
    name = f"handslag_verify_{secrets.token_hex(6)}"
    quoted = connection.ops.quote_name(name)
    with closing(connection.copy()) as beside, beside.cursor() as cursor:
        try:
            cursor.execute(f"CREATE DATABASE {quoted} TEMPLATE template0")
        except Exception as why:
            hint = "Its role needs to make databases for that: ALTER ROLE … CREATEDB."
            raise BackupRefused(f"No database can be made to try the back-up in: {why} {hint}") from why
        try:
            yield name
        finally:
            cursor.execute(f"DROP DATABASE IF EXISTS {quoted}")


@contextmanager
def _sqlite_beside() -> Iterator[str]:
    folder = Path(
        tempfile.mkdtemp(prefix="handslag-verify-", dir=Path(connection.settings_dict["NAME"]).parent)
    )
    try:
        yield str(folder / "db.sqlite3")
    finally:
        with suppress(OSError):
            shutil.rmtree(folder)


def _run(program: str, *arguments: str | Path) -> None:
    found = shutil.which(program)
    if found is None:
        raise BackupRefused(f"{program} is not on this machine. On Debian: apt-get install postgresql-client")
    said = subprocess.run(  # noqa: S603  PostgreSQL's own program, with names of ours
        [found, *map(str, arguments)], env=_environment(), capture_output=True, text=True, check=False
    )
    if said.returncode:
        raise BackupRefused(f"{program} has failed: {said.stderr.strip()[:2000]}")


def _environment() -> dict[str, str]:
    said: dict[str, Any] = {**connection.settings_dict, **connection.settings_dict["OPTIONS"]}
    own = {ENVIRONMENT[name]: str(value) for name, value in said.items() if name in ENVIRONMENT and value}
    return os.environ | own
