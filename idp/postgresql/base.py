"""The connection: Django looks for it in a module of this name."""

from __future__ import annotations

import select
from typing import Any

from django.db.backends.postgresql import base
from psycopg.pq import ConnStatus
from psycopg.types.datetime import TimestamptzLoader


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, whose health is looked at before each request (`CONN_HEALTH_CHECKS`), and which reads times quickly."""

    def is_usable(self) -> bool:
        """Is the server still at the other end?

        A server that ended has closed the connection or said why it does: something is there to be read, though
        nothing was asked. One that is gone without a word would not answer a question either.
        """
        if self.connection is None or self.connection.pgconn.status != ConnStatus.OK:
            return False
        waits = select.poll()
        waits.register(self.connection.fileno(), select.POLLIN)
        return not waits.poll(0)

    def create_cursor(self, name: str | None = None) -> Any:
        """Times are read by psycopg's C, in the connection's zone: UTC, into which Django's Python would move them."""
        cursor = super().create_cursor(name)
        cursor.adapters.register_loader("timestamptz", TimestamptzLoader)
        return cursor
