"""What the release before would miss in the tables as they are now: it serves beside this one, and after a way back.

It reads and writes by its own models, which are the state of its last migrations.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection, models
from django.db.migrations.loader import MigrationLoader

from idp.upgrading.released import BEFORE

# A null that it may meet where it knew none, and why it bears it.
BORNE = {
    "oidc_logoutnotice.application_id": "it joins the application, so it sees no notice of one that is gone",
}


def missed() -> list[str]:
    """Each in words; nothing where the release before goes on."""
    state = MigrationLoader(connection).project_state(list(BEFORE.items()))
    known = [model for model in state.apps.get_models() if model._meta.app_label in BEFORE]
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
    return [words for model in known for words in _of(model, tables)]


def _of(model: type[models.Model], tables: set[str]) -> Iterator[str]:
    table = model._meta.db_table
    if table not in tables:
        yield f"{table} is gone"
        return
    with connection.cursor() as cursor:
        now = {one.name: one for one in connection.introspection.get_table_description(cursor, table)}
    before = {field.column: field for field in model._meta.local_concrete_fields}
    yield from (f"{table}.{name} is gone" for name in before.keys() - now.keys())
    for name, column in now.items():
        if name not in before:
            if not column.null_ok and column.default is None:
                yield f"{table}.{name} must be said, and it does not know it"
        elif before[name].null and not column.null_ok:
            yield f"{table}.{name} may be null no more"
        elif column.null_ok and not before[name].null and f"{table}.{name}" not in BORNE:
            yield f"{table}.{name} may be null, and it does not know that"
