"""Restoring into a database for a moment, which goes afterwards: only what was restored is known to be a back-up."""

from __future__ import annotations

from pathlib import Path

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from idp.backups import engines, notes
from idp.backups.restoring import checked
from idp.invariants.whole import problems


def try_out(path: Path) -> list[str]:
    """Restore it beside the database and say what is wrong with it; note that it was verified where nothing is.

    Raises BackupRefused where it is not whole, or cannot be restored here.
    """
    _manifest, data = checked(path)
    engines.go_direct()
    with engines.for_a_moment():
        engines.load(data)
        # Not by the command: that comes to the database of the settings.
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
        found = list(problems())
    if not found:
        notes.note(notes.VERIFIED, data.name)
    return found
