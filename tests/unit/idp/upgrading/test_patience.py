"""H05: a migration waits for a table as long as nobody notices; what locks nobody out waits as long as it takes."""

from collections.abc import Iterator

import pytest
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import IntegrityError, connection, migrations, models

from idp.upgrading.patience import have_patience, make_way

pytestmark = [
    pytest.mark.both_databases,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite has one lock, and a time of its own for it"
    ),
]
NAME = "user_by_nothing"


class Quick(migrations.Migration):
    """One that alters a table."""


class Gentle(migrations.Migration):
    """One that makes an index beside those who write."""

    atomic = False
    operations = [AddIndexConcurrently("user", models.Index(fields=["is_active"], name=NAME))]


def asked(sql: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()


@pytest.fixture(autouse=True)
def _patient_again() -> Iterator[None]:
    yield
    have_patience(connection, seconds=0)


@pytest.mark.parametrize(("migration", "waits"), [(Quick, ("2s",)), (Gentle, ("0",))])
def test_each_waits_as_befits_it(migration: type[migrations.Migration], waits: object) -> None:
    make_way(connection, migration("tried", "accounts"))

    assert asked("SHOW lock_timeout") == waits


def test_what_is_left_of_an_index_that_was_never_finished_is_taken_away() -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO accounts_ledgerentry VALUES ('a', 'x', 1), ('b', 'x', 1)")
        with pytest.raises(IntegrityError):
            cursor.execute(f"CREATE UNIQUE INDEX CONCURRENTLY {NAME} ON accounts_ledgerentry (until)")
    there = f"SELECT FROM pg_class WHERE relname = '{NAME}'"
    assert asked(there) is not None

    make_way(connection, Quick("tried", "accounts"))
    assert asked(there) is not None
    make_way(connection, Gentle("tried", "accounts"))

    assert asked(there) is None
