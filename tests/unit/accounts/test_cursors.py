"""A connection keeps its cursor as long as it is the same, and as long as it may be."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import DEFAULT_DB_ALIAS, OperationalError, connection, connections
from django.test.utils import CaptureQueriesContext

from accounts.statements.cursors import cursor_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
has_a_server = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has no server that could go"
)


def asked() -> int:
    cursor = cursor_of(connection)
    cursor.execute("SELECT 1")
    [[one]] = cursor.fetchall()
    return int(one)


def test_a_connection_keeps_its_cursor() -> None:
    kept = cursor_of(connection)

    assert asked() == asked() == 1
    assert cursor_of(connection) is kept


def test_what_is_asked_meanwhile_is_counted_where_somebody_counts() -> None:
    asked()

    with CaptureQueriesContext(connection) as counted:
        assert asked() == 1

    assert len(counted) == 1
    assert asked() == 1


@has_a_server
def test_a_time_is_read_as_django_reads_it() -> None:
    for cursor in (cursor_of(connection), connection.cursor()):
        cursor.execute("SELECT TIMESTAMPTZ '2026-03-29 03:04:05.000678+09', NULL::TIMESTAMPTZ")
        [[read, nothing]] = cursor.fetchall()

        assert read == datetime(2026, 3, 28, 18, 4, 5, 678, tzinfo=UTC)
        assert read.tzinfo is UTC
        assert nothing is None


@has_a_server
@pytest.mark.django_db(transaction=True)
def test_a_connection_that_was_opened_anew_has_another() -> None:
    kept = cursor_of(connection)
    connection.close()

    assert asked() == 1
    assert cursor_of(connection) is not kept


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
