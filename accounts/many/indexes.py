"""Indexes of large tables."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.operations import AddIndexConcurrently


class AddIndexBesidePeople(AddIndexConcurrently):
    """Adds an index, and keeps nobody from writing meanwhile; in a migration that is not atomic.

    So on PostgreSQL. SQLite serves one process, which waits for it.
    """

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        self._as_it_can(schema_editor).database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        self._as_it_can(schema_editor).database_backwards(app_label, schema_editor, from_state, to_state)

    def _as_it_can(self, schema_editor: Any) -> Any:
        if schema_editor.connection.vendor == "postgresql":
            return super()
        return super(AddIndexConcurrently, self)
