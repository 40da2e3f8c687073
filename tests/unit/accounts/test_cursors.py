"""A connection keeps a statement's cursor as long as it is the same, and as long as it may be."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DEFAULT_DB_ALIAS, OperationalError, connection, connections
from django.test.utils import CaptureQueriesContext

from accounts.statements.cursors import cursor_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
ONE = "SELECT 1"
has_a_server = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has no server that could go"
)


def asked() -> int:
    cursor = cursor_of(connection, ONE)
    cursor.execute(ONE)
    [[one]] = cursor.fetchall()
    return int(one)


def test_a_connection_keeps_its_cursor() -> None:
    kept = cursor_of(connection, ONE)

    assert asked() == asked() == 1
    assert cursor_of(connection, ONE) is kept


def test_each_statement_has_its_own() -> None:
    assert cursor_of(connection, "SELECT 2") is not cursor_of(connection, ONE)


def test_what_is_asked_meanwhile_is_counted_where_somebody_counts() -> None:
    asked()

    with CaptureQueriesContext(connection) as counted:
        assert asked() == 1

    assert len(counted) == 1
    assert asked() == 1


@has_a_server
@pytest.mark.django_db(transaction=True)
def test_a_connection_that_was_opened_anew_has_another() -> None:
    kept = cursor_of(connection, ONE)
    connection.close()

    assert asked() == 1
    assert cursor_of(connection, ONE) is not kept


@has_a_server
@pytest.mark.django_db(transaction=True)
def test_a_connection_that_was_cut_is_opened_anew_with_the_next_request() -> None:
    asked()
    connection.connection.close()
    with pytest.raises(OperationalError):
        asked()

    connection.close_if_unusable_or_obsolete()

    assert asked() == 1


@has_a_server
@pytest.mark.django_db(transaction=True)
def test_health_is_looked_at_before_a_kept_cursor_is_used() -> None:
    asked()
    connection.connection.close()
    here: Any = connections[DEFAULT_DB_ALIAS]
    here.health_check_enabled, here.health_check_done = True, False

    assert asked() == 1
