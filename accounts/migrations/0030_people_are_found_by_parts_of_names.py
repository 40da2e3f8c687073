"""On PostgreSQL: an index that finds people by any part of their name or username, among a million."""

from typing import Any

from django.db import migrations

INDEX = (
    "CREATE INDEX user_by_parts_of_names ON accounts_user USING gin "
    "(UPPER(username::text) gin_trgm_ops, UPPER(display_name::text) gin_trgm_ops) WITH (fastupdate = off)"
)
MAY_HAVE_IT = (
    "SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_trgm') OR ("
    "EXISTS (SELECT FROM pg_available_extensions WHERE name = 'pg_trgm') "
    "AND has_database_privilege(current_database(), 'CREATE'))"
)


def make(_apps: Any, schema_editor: Any) -> None:
    """Where the extension cannot be had the same people are found, only slowly (docs/operate.md)."""
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(MAY_HAVE_IT)
        if not cursor.fetchone()[0]:
            return
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    schema_editor.execute(INDEX)


def drop(_apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX IF EXISTS user_by_parts_of_names")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0029_people_leave_are_invited_and_register_anew")]
    operations = [migrations.RunPython(make, drop)]
