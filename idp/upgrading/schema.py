"""Whether the database and this release belong together: asked when a server starts (H05).

A release serves in the tables of the one after it, for that is how the next one begins, and how one goes back. What it
takes is noted by whoever migrates: the migrations that a release must know to serve here.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.core import checks
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from accounts.installation.services import note, noted
from idp.upgrading.released import BEFORE, our_apps

# Of checks that everybody asks but `migrate`, which mends what they find.
TAG = "release"
NOTE = "serves"
HINT_OLD = (
    "Start the release that migrated it, or the one before that. To go further back there is only the back-up that "
    "was made before (docs/upgrading.md)."
)


def database_fits_this_release(
    *, databases: Sequence[str] | None = None, **_kwargs: Any
) -> list[checks.CheckMessage]:
    """Refuse a database that lacks what this release needs, and one that left this release behind."""
    if not databases:
        return []
    try:
        return [*_older(), *_newer()]
    except DatabaseError:
        # That it is away says another check.
        return []


def note_who_may_serve() -> None:
    """Note which releases may serve in the tables as they are now; whoever is of an earlier release notes nothing."""
    if not _unknown(MigrationExecutor(connection)):
        note(NOTE, BEFORE)


def lacking() -> list[str]:
    """Name what this release would still migrate."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def _older() -> Iterator[checks.CheckMessage]:
    missing = lacking()
    if missing:
        yield checks.Error(
            f"The database is not of this release yet: it lacks {len(missing)} migrations, of which the first is "
            f"{missing[0]}.",
            hint="Run manage.py migrate with these settings; servers of the release before go on meanwhile.",
            id="idp.E080",
        )


def _newer() -> Iterator[checks.CheckMessage]:
    executor = MigrationExecutor(connection)
    unknown = _unknown(executor)
    if not unknown:
        return
    newest = ".".join(unknown[-1])
    if _may_serve(executor):
        yield checks.Warning(
            f"The database is of a newer release ({newest}), beside which this one may serve.",
            hint="Start the newer one soon, or stay with this one: nothing has to be taken back.",
            id="idp.W080",
        )
    else:
        yield checks.Error(
            f"The database is of a newer release ({newest}), beside which this one does not serve any more.",
            hint=HINT_OLD,
            id="idp.E081",
        )


def _unknown(executor: MigrationExecutor) -> list[tuple[str, str]]:
    """Migrations of our apps that were done here, and of which this release knows nothing."""
    done, ours = executor.loader.applied_migrations, our_apps()
    return sorted(one for one in done if one[0] in ours and one not in executor.loader.disk_migrations)


def _may_serve(executor: MigrationExecutor) -> bool:
    needed: dict[str, str] | None = noted(NOTE)
    return needed is not None and all(one in executor.loader.disk_migrations for one in needed.items())
