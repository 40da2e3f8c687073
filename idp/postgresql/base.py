"""The connection: Django looks for it in a module of this name."""

from __future__ import annotations

import select

from django.db.backends.postgresql import base
from psycopg.pq import ConnStatus


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, whose health is looked at before each request, not asked for (`CONN_HEALTH_CHECKS`)."""

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
