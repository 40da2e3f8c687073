"""``manage.py migrate``: Django's, beside servers that serve and others that migrate (docs/upgrading.md).

Whoever starts two servers of a new release starts two of these. Side by side they make the same tables, and one fails.
"""

import time
from typing import Any

from django.conf import settings
from django.core.checks.registry import registry
from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import DEFAULT_DB_ALIAS, OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import Migration

from idp.upgrading.address import note_address
from idp.upgrading.patience import LOCK_SECONDS, PAUSES_SECONDS, have_patience, is_busy, make_way, who_blocks
from idp.upgrading.schema import TAG, note_who_may_serve
from idp.upgrading.turns import turn


class Command(migrate.Command):
    """Waits for its turn, then finds what is left to do.

    The checks before it wait too: an SQLite that somebody else is filling "does not support" what they ask for.
    """

    connection: BaseDatabaseWrapper

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Migrate when it is this one's turn."""
        self.connection = connections[options["database"]]
        if options["database"] == DEFAULT_DB_ALIAS and settings.DATABASE_DIRECT:
            # Around a pooler: it would give the lock and the work two of the few sessions that it has.
            self.connection.close()
            self.connection.settings_dict |= settings.DATABASE_DIRECT
        with turn(self.connection, self._tell):
            return super().execute(*args, **options)

    def get_check_kwargs(self, options: dict[str, Any]) -> dict[Any, Any]:
        """Ask every check but whether the database is of this release: that is what this mends."""
        return {**super().get_check_kwargs(options), "tags": registry.tags_available() - {TAG}}

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate; where others use what it needs, come again: each migration is done whole or not at all."""
        for tries, pause in enumerate(PAUSES_SECONDS, start=1):
            try:
                have_patience(self.connection, seconds=LOCK_SECONDS)
                super().handle(*args, **options)
            except OperationalError as error:
                if not is_busy(error):
                    raise
                blocking = who_blocks(self.connection)
                self._tell(
                    f"\nOthers use the table at this moment: once more in {pause} s (after {tries}).{blocking}"
                )
                time.sleep(pause)
            else:
                self._note(options)
                return
        raise CommandError(
            "Somebody keeps a table that a migration needs. What is done so far stays and harms nobody: end whoever "
            "holds it, and migrate once more."
        )

    def _note(self, options: dict[str, Any]) -> None:
        is_whole = not (options["app_label"] or options["plan"] or options["check_unapplied"])
        if is_whole and options["database"] == DEFAULT_DB_ALIAS:
            note_who_may_serve()
            note_address()

    def migration_progress_callback(
        self, action: str, migration: Migration | None = None, *args: Any, **more: Any
    ) -> None:
        """Say how far it has come, and make ready for the next."""
        if migration is not None and action in ("apply_start", "unapply_start"):
            make_way(self.connection, migration)
        super().migration_progress_callback(action, migration, *args, **more)

    def _tell(self, words: str) -> None:
        self.stdout.write(words)
        # Whoever watches it is to read it while it waits.
        self.stdout.flush()
