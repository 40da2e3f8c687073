"""H02: two settings move everything to PostgreSQL and Redis."""

import sqlite3
from contextlib import closing
from pathlib import Path

import environ
import pytest
from django.db.utils import ConnectionHandler, OperationalError

from idp.settings.storage import caches, databases, direct_database, shares_by_database


def test_sqlite_and_memory_without_a_word(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)

    database = databases(environ.Env(), sqlite_path=tmp_path / "here.sqlite3")["default"]

    assert database["ENGINE"] == "idp.private_sqlite3"
    assert database["NAME"] == str(tmp_path / "here.sqlite3")
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert {name: kept["BACKEND"].rpartition(".")[2] for name, kept in caches("").items()} == {
        "default": "Memory",
        "ledger": "Memory",
    }
    # Sessions, which strangers can begin at will, wash no counter out (T36).
    assert caches("")["ledger"]["LOCATION"] != caches("")["default"].get("LOCATION", "")


def test_two_addresses_move_everything(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://ann:key@db.example:5433/handslag")
    redis = "redis://cache.example:6379/1"

    database = databases(environ.Env(), sqlite_path=tmp_path / "unused")["default"]

    assert database["ENGINE"] == "idp.postgresql"
    assert (database["HOST"], database["PORT"], database["NAME"]) == ("db.example", 5433, "handslag")
    assert database["CONN_HEALTH_CHECKS"]
    assert {kept["LOCATION"] for kept in caches(redis).values()} == {redis}


def test_what_the_address_asks_for_joins_our_options(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://db.example/handslag?sslmode=require&connect_timeout=9")

    options = databases(environ.Env(), sqlite_path=tmp_path / "unused")["default"]["OPTIONS"]

    assert (options["sslmode"], options["connect_timeout"]) == ("require", 9)
    assert options["tcp_user_timeout"] == 10_000


@pytest.mark.django_db
def test_whoever_opens_an_empty_file_while_another_fills_it_comes_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:  # H02
    path = tmp_path / "empty.sqlite3"
    own = ConnectionHandler(databases(environ.Env(), sqlite_path=path))["default"]
    with closing(sqlite3.connect(path, isolation_level=None)) as first:
        first.execute("BEGIN IMMEDIATE")
        # The other one is done when this one stands back.
        monkeypatch.setattr("idp.private_sqlite3.base.time.sleep", lambda _: first.execute("ROLLBACK"))

        own.ensure_connection()

    with closing(own), own.cursor() as cursor:
        assert cursor.execute("PRAGMA journal_mode").fetchone() == ("wal",)


@pytest.mark.django_db
def test_whoever_finds_a_file_held_for_good_is_told_so_in_the_end(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:  # H02
    path = tmp_path / "held.sqlite3"
    own = ConnectionHandler(databases(environ.Env(), sqlite_path=path))["default"]
    own.settings_dict["OPTIONS"] = own.settings_dict["OPTIONS"] | {"timeout": 0.1}
    with closing(sqlite3.connect(path, isolation_level=None)) as first:
        first.execute("BEGIN IMMEDIATE")
        with pytest.raises(OperationalError, match="locked"):
            own.ensure_connection()


def test_postgresql_alone_holds_what_processes_share(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://db.example/handslag")
    postgres = databases(environ.Env(), sqlite_path=tmp_path / "unused")
    sqlite = {"default": {"ENGINE": "idp.private_sqlite3"}}

    assert shares_by_database(postgres, "")
    assert not shares_by_database(postgres, "redis://cache.example/0")
    assert not shares_by_database(sqlite, "")
    backends = {
        name: kept["BACKEND"].rpartition(".")[2] for name, kept in caches("", by_database=True).items()
    }
    assert backends == {"default": "DummyCache", "ledger": "LedgerInDatabase"}


def test_a_pooler_is_gone_around_where_a_session_is_needed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://ann@pooler.example:6432/handslag")
    without = databases(environ.Env(), sqlite_path=tmp_path / "unused")["default"]
    assert direct_database(environ.Env()) == {}
    monkeypatch.setenv("DATABASE_DIRECT_URL", "postgres://ann:key@db.example/handslag?sslmode=require")

    database = databases(environ.Env(), sqlite_path=tmp_path / "unused")["default"]
    direct = direct_database(environ.Env())

    # What a cursor of the server holds outlives the transaction, and would be another's.
    assert (without.get("DISABLE_SERVER_SIDE_CURSORS"), database["DISABLE_SERVER_SIDE_CURSORS"]) == (
        None,
        True,
    )
    assert database["HOST"] == "pooler.example"
    assert (direct["HOST"], direct["PORT"], direct["PASSWORD"]) == ("db.example", "", "key")
    assert direct["OPTIONS"]["sslmode"] == "require"


def test_a_copy_that_only_reads_is_one_more_database(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://db.example/handslag")
    assert databases(environ.Env(), sqlite_path=tmp_path / "unused").keys() == {"default"}
    monkeypatch.setenv("DATABASE_READ_URL", "postgres://copy.example/handslag")

    known = databases(environ.Env(), sqlite_path=tmp_path / "unused")

    assert known["read"]["HOST"] == "copy.example"
    assert known["default"]["HOST"] == "db.example"
