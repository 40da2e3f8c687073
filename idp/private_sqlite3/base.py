"""The connection: Django looks for it in a module of this name."""

from __future__ import annotations

import sqlite3
import time
from typing import Any

from django.db.backends.sqlite3 import base

from idp.settings.private import make_private_file, private_again

# What SQLite keeps beside its file. It makes them with the file's own mode; those of earlier days may be open still.
BESIDE = ("-wal", "-shm", "-journal")
# How long to stand back from a file that somebody else turns to write-ahead logging at this moment.
PAUSE_SECONDS = 0.02


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, to a file of ours alone."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Open the file, which is made or mended first."""
        path = str(conn_params["database"])
        if not path.startswith("file:") and path != ":memory:":
            make_private_file(path)
            for suffix in ("", *BESIDE):
                private_again(path + suffix)
        # SQLite's own timeout waits for a writer, and not for who is first to open an empty file: that one is told at
        # once to come again.
        patience_ends = time.monotonic() + conn_params["timeout"]
        while True:
            try:
                return super().get_new_connection(conn_params)
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > patience_ends:
                    raise
                time.sleep(PAUSE_SECONDS)
