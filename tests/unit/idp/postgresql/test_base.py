"""What PostgreSQL's own kind of connection gives is what Django's would."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.both_databases,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's connections are Django's own"),
]


@pytest.mark.parametrize(
    "written", ["2026-01-02 05:04:05.6789+02", "2026-01-01 22:04:05.6789-05", "2026-01-02 03:04:05.6789Z"]
)
def test_a_time_is_in_utc_wherever_it_was_written(written: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::timestamptz", [written])
        (read,) = cursor.fetchone()

    assert read == datetime(2026, 1, 2, 3, 4, 5, 678900, UTC)
    assert read.tzinfo is UTC
