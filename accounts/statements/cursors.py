"""A cursor that each connection keeps, for statements whose rows are all fetched at once.

To make one, and to let it go, takes as long as to run what a sign-in asks (docs/bench.md).
"""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

KEPT = "_handslag_cursor"


def cursor_of(here: BaseDatabaseWrapper) -> Any:
    """Return the cursor of this connection. Whoever executes fetches every row before anybody else may.

    It is another one after the connection was opened anew, and where what is asked is to be counted.
    """
    here.close_if_health_check_failed()
    of, cursor = vars(here).get(KEPT, (None, None))
    if of != (here.connection, here.force_debug_cursor):
        cursor = here.cursor()
        vars(here)[KEPT] = (here.connection, here.force_debug_cursor), cursor
    return cursor
