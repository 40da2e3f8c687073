"""The connection: Django looks for it in a module of this name."""

from __future__ import annotations

import select
from datetime import UTC
from typing import Any

from django.db.backends.postgresql import base
from psycopg import adapters
from psycopg.adapt import Loader
from psycopg.pq import ConnStatus, Format

_loader_of_times: Any = adapters.get_loader(base.TIMESTAMPTZ_OID, Format.TEXT)


class TimeLoader(Loader):
    """psycopg's own, written in C, of a session whose zone is UTC; Django's says once more, in Python, that it is."""

    # Django compares it before it makes a cursor, and registers its own loader where it is another.
    timezone = UTC

    def __new__(cls, oid: int, context: Any = None) -> Any:
        """Return psycopg's own."""
        return _loader_of_times(oid, context)


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, whose health is looked at before each request (`CONN_HEALTH_CHECKS`), and which reads times quickly."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect, to read each time by TimeLoader."""
        connection = super().get_new_connection(conn_params)
        connection.adapters.register_loader("timestamptz", TimeLoader)
        return connection

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
