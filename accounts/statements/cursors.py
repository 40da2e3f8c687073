"""The cursors that each connection keeps, one for a statement whose rows are all fetched at once.

To make one, and to let it go, takes as long as to run what a sign-in asks (docs/bench.md); and one that runs the same
again knows how its values are written and read. Statements are few: none is made of what somebody says.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

KEPT = "_handslag_cursors"


def cursor_of(here: BaseDatabaseWrapper, sql: str) -> Any:
    """Return this connection's cursor for that statement. Whoever executes it fetches every row before it is run again.

    It is another one after the connection was opened anew, and where what is asked is to be counted.
    """
    here.close_if_health_check_failed()
    of, cursors = vars(here).get(KEPT, (None, None))
    if of != (here.connection, here.force_debug_cursor):
        here.ensure_connection()
        cursors = {}
        vars(here)[KEPT] = (here.connection, here.force_debug_cursor), cursors
    return cursors.get(sql) or cursors.setdefault(sql, here.cursor())
