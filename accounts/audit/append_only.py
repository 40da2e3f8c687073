"""The SQL that keeps the audit log append-only, for each database we run on.

Nothing is changed, ever, and nothing removed but the events of a segment whose seal says that retention drops it
(chain/dropping.py). A seal stays as it was made, and can be marked as dropped once.
"""

from typing import Any

TABLE, SEALS = "accounts_auditevent", "accounts_seal"
REFUSED = "the audit log is append-only"
# Segments follow on each other without a gap: the first seal that ends at this event or later is that of its segment.
IS_KEPT = f'(SELECT dropped_at FROM {SEALS} WHERE "last" >= OLD.id ORDER BY "last" LIMIT 1) IS NULL'  # noqa: S608  our own tables
SEALED = ("number", "first", "last", "count", "begins_at", "ends_at", "hash", "stamp", "sealed_at")
IS_CHANGED = " OR ".join(
    ["OLD.dropped_at IS NOT NULL", *(f'NEW."{name}" <> OLD."{name}"' for name in SEALED)]
)

FORBID = {
    "sqlite": [
        f"CREATE TRIGGER audit_no_{verb} BEFORE {verb} ON {TABLE} BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
        for verb in ("UPDATE", "DELETE")
    ],
    "postgresql": [
        (
            "CREATE OR REPLACE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{REFUSED}'; END $$"
        ),
        (
            f"CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {TABLE} "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()"
        ),
    ],
}
ALLOW = {
    "sqlite": [f"DROP TRIGGER IF EXISTS audit_no_{verb}" for verb in ("UPDATE", "DELETE")],
    "postgresql": [
        f"DROP TRIGGER IF EXISTS {name} ON {TABLE}" for name in ("audit_is_append_only", "audit_keeps_events")
    ],
}
LET_DROPPED_GO = {
    "sqlite": [
        *ALLOW["sqlite"],
        FORBID["sqlite"][0],
        (
            f"CREATE TRIGGER audit_no_DELETE BEFORE DELETE ON {TABLE} WHEN {IS_KEPT} "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
        ),
        f"CREATE TRIGGER seals_no_DELETE BEFORE DELETE ON {SEALS} BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END",
        (
            f"CREATE TRIGGER seals_no_UPDATE BEFORE UPDATE ON {SEALS} WHEN {IS_CHANGED} "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
        ),
    ],
    "postgresql": [
        *ALLOW["postgresql"],
        (
            "CREATE OR REPLACE FUNCTION audit_keeps_events() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN IF {IS_KEPT} THEN RAISE EXCEPTION '{REFUSED}'; END IF; RETURN OLD; END $$"
        ),
        (
            f"CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR TRUNCATE ON {TABLE} "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()"
        ),
        (
            f"CREATE TRIGGER audit_keeps_events BEFORE DELETE ON {TABLE} FOR EACH ROW "
            "EXECUTE FUNCTION audit_keeps_events()"
        ),
        (
            f"CREATE TRIGGER seals_are_append_only BEFORE DELETE OR TRUNCATE ON {SEALS} "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()"
        ),
        (
            f"CREATE TRIGGER seals_stay BEFORE UPDATE ON {SEALS} FOR EACH ROW WHEN ({IS_CHANGED}) "
            "EXECUTE FUNCTION audit_is_append_only()"
        ),
    ],
}


def forbid(_apps: Any, schema_editor: Any) -> None:
    """For a migration of before there were seals: from now on the database refuses."""
    _execute(FORBID, schema_editor)


def allow(_apps: Any, schema_editor: Any) -> None:
    """For a migration that changes the table: the database lets it, until it is forbidden again at its end."""
    _execute(ALLOW, schema_editor)


def let_dropped_go(_apps: Any, schema_editor: Any) -> None:
    """For a migration: from now on the database refuses all but what retention drops."""
    _execute(LET_DROPPED_GO, schema_editor)


def _execute(statements: dict[str, list[str]], schema_editor: Any) -> None:
    for statement in statements[schema_editor.connection.vendor]:
        schema_editor.execute(statement)
