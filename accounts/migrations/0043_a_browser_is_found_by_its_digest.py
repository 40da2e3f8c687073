"""Whoever a browser is known for is found by an index, however many browsers are known.

On PostgreSQL it is made while people sign in; SQLite serves one process, which waits for it.
"""

from typing import Any

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class AddIndexBesidePeople(AddIndexConcurrently):
    """An index that keeps nobody from writing, where the database knows such."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        on_postgresql = schema_editor.connection.vendor == "postgresql"
        add = (
            super().database_forwards
            if on_postgresql
            else super(AddIndexConcurrently, self).database_forwards
        )
        add(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        on_postgresql = schema_editor.connection.vendor == "postgresql"
        take = (
            super().database_backwards
            if on_postgresql
            else super(AddIndexConcurrently, self).database_backwards
        )
        take(app_label, schema_editor, from_state, to_state)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("accounts", "0042_an_installation_notes_what_it_is")]

    operations = [
        AddIndexBesidePeople(
            model_name="knownbrowser",
            index=models.Index(fields=["browser_digest"], name="browser_by_digest"),
        ),
    ]
