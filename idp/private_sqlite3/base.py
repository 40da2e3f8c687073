"""The connection: Django looks for it in a module of this name."""

from __future__ import annotations

from typing import Any

from django.db.backends.sqlite3 import base

from idp.settings.private import make_private_file, private_again

# What SQLite keeps beside its file. It makes them with the file's own mode; those of earlier days may be open still.
BESIDE = ("-wal", "-shm", "-journal")


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, to a file of ours alone."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Open the file, which is made or mended first."""
        path = str(conn_params["database"])
        if not path.startswith("file:") and path != ":memory:":
            make_private_file(path)
            for suffix in ("", *BESIDE):
                private_again(path + suffix)
        return super().get_new_connection(conn_params)
