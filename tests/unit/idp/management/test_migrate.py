"""Two servers of a new release are started at once, and each migrates: one works, the other waits (H02)."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from tests.architecture.files import ROOT

PATIENCE_SECONDS = 120
NAME = "handslag_migrated_at_once"
pytestmark = pytest.mark.both_databases


@pytest.fixture
def empty_database(tmp_path: Path) -> Iterator[str]:
    """The address of a database without a table."""
    if connection.vendor != "postgresql":
        yield f"sqlite:///{tmp_path}/empty.sqlite3"
        return
    address = os.environ["DATABASE_URL"]
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {NAME}")
        server.execute(f"CREATE DATABASE {NAME}")
        yield f"{address.rpartition('/')[0]}/{NAME}"
        server.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


def migrating(address: str, folder: Path) -> subprocess.Popen[str]:
    own = {
        "DATABASE_URL": address,
        "VAR_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "idp.settings.development",
    }
    return subprocess.Popen(
        [sys.executable, "manage.py", "migrate"],
        cwd=ROOT,
        env={**os.environ, **own},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def test_of_two_that_migrate_an_empty_database_at_once_both_succeed(
    empty_database: str, tmp_path: Path
) -> None:  # H02
    both = [migrating(empty_database, tmp_path) for _ in range(2)]

    said = [process.communicate(timeout=PATIENCE_SECONDS)[0] for process in both]

    assert [process.returncode for process in both] == [0, 0], "\n\n".join(said)
    assert sorted("No migrations to apply" in text for text in said) == [False, True]
