"""The SQL that keeps the audit log append-only, for each database we run on."""

from typing import Any

TABLE = "accounts_auditevent"

FORBID = {
    "sqlite": [
        f"CREATE TRIGGER audit_no_{verb} BEFORE {verb} ON {TABLE} "
        "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END"
        for verb in ("UPDATE", "DELETE")
    ],
    "postgresql": [
        (
            "CREATE OR REPLACE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$"
        ),
        (
            f"CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {TABLE} "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()"
        ),
    ],
}

ALLOW = {
    "sqlite": [f"DROP TRIGGER IF EXISTS audit_no_{verb}" for verb in ("UPDATE", "DELETE")],
    "postgresql": [f"DROP TRIGGER IF EXISTS audit_is_append_only ON {TABLE}"],
}


def forbid(_apps: Any, schema_editor: Any) -> None:
    """For a migration: from now on the database refuses."""
    _execute(FORBID, schema_editor)


def allow(_apps: Any, schema_editor: Any) -> None:
    """For a migration that changes the table: the database lets it, until `forbid` at its end."""
    _execute(ALLOW, schema_editor)


def _execute(statements: dict[str, list[str]], schema_editor: Any) -> None:
    for statement in statements[schema_editor.connection.vendor]:
        schema_editor.execute(statement)
