"""What we keep in files is nobody else's to read: the database, what SQLite puts beside it, the key, their folder."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import environ
import pytest
from django.db.utils import ConnectionHandler

from idp.settings.private import make_private_folder
from idp.settings.secret_key import own_secret_key
from idp.settings.storage import databases

# It opens databases of its own.
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _as_most_machines_have_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    tmp_path.chmod(0o755)
    before = os.umask(0o022)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


@contextmanager
def opened(path: Path) -> Iterator[None]:
    """The database as the settings have it, while somebody writes."""
    own = ConnectionHandler(databases(environ.Env(), sqlite_path=path))["default"]
    with closing(own), own.cursor() as cursor:
        cursor.execute("CREATE TABLE kept (secret)")
        yield


def test_the_database_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    with opened(tmp_path / "own.sqlite3"):
        modes = {path.name: mode(path) for path in tmp_path.iterdir()}

    assert modes == {"own.sqlite3": 0o600, "own.sqlite3-shm": 0o600, "own.sqlite3-wal": 0o600}


def test_files_that_were_open_to_others_are_mended_at_the_next_start(tmp_path: Path) -> None:
    path = tmp_path / "own.sqlite3"
    with closing(sqlite3.connect(path)) as of_before:
        of_before.execute("PRAGMA journal_mode=WAL")
        of_before.execute("CREATE TABLE of_before (secret)")
        assert {mode(one) for one in tmp_path.glob("own.sqlite3*")} == {0o644}

        with opened(path):
            assert {mode(one) for one in tmp_path.glob("own.sqlite3*")} == {0o600}


def test_a_key_that_was_open_to_others_is_mended(tmp_path: Path) -> None:
    key = own_secret_key(tmp_path)
    (tmp_path / "secret_key").chmod(0o644)

    assert own_secret_key(tmp_path) == key
    assert mode(tmp_path / "secret_key") == 0o600


def test_the_folder_is_made_private_and_a_named_one_keeps_its_mode(tmp_path: Path) -> None:
    make_private_folder(tmp_path / "var")
    make_private_folder(tmp_path)

    assert mode(tmp_path / "var") == 0o700
    assert mode(tmp_path) == 0o755
