"""H05: the models and their migrations say the same, and a migration keeps nobody waiting."""

import re
from typing import Any

import pytest
from django.contrib.postgres.operations import AddIndexConcurrently
from django.core.management import call_command
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation

from tests.architecture.files import project_files
from tests.architecture.locks import problems_of, since_the_release_before
from tests.architecture.side_by_side import missed

on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite serves one process alone"
)
ON_REQUESTS: dict[str, Any] = {"model_name": "approvalrequest"}
RAW = "ALTER TABLE devices_approvalrequest "
# By a word of what is said of it. What each does is what Django makes of a field that somebody adds without a thought.
BAD: dict[str, Operation] = {
    "CREATE INDEX locks": migrations.AddIndex(**ON_REQUESTS, index=models.Index(fields=["state"], name="i")),
    "NOT NULL constraint": migrations.AddField(
        **ON_REQUESTS, name="x", field=models.BooleanField(default=False)
    ),
    "DROPPING columns": migrations.RemoveField(**ON_REQUESTS, name="match"),
    "RENAMING columns": migrations.RenameField(**ON_REQUESTS, old_name="match", new_name="matches"),
    "RENAMING tables": migrations.RenameModel("ApprovalRequest", "Asked"),
    "DROPPING table": migrations.DeleteModel("Challenge"),
    "ALTERING columns": migrations.AlterField(
        **ON_REQUESTS, name="match", field=models.PositiveBigIntegerField()
    ),
    "ADDING unique": migrations.AddConstraint(
        **ON_REQUESTS, constraint=models.UniqueConstraint(fields=["match"], name="u")
    ),
    "CHECK: say NOT VALID": migrations.AddConstraint(
        **ON_REQUESTS, constraint=models.CheckConstraint(condition=models.Q(state="x"), name="c")
    ),
    "FOREIGN KEY: say NOT VALID": migrations.RunSQL(
        RAW + "ADD CONSTRAINT f FOREIGN KEY (user_id) REFERENCES accounts_user (id)", migrations.RunSQL.noop
    ),
    "FOREIGN KEY: of a column": migrations.RunSQL(
        RAW + "ADD COLUMN f bigint DEFAULT 1 REFERENCES accounts_user (id)", migrations.RunSQL.noop
    ),
    "SET NOT NULL": migrations.RunSQL(RAW + "ALTER COLUMN user_id SET NOT NULL", migrations.RunSQL.noop),
    "DEFAULT that differs": migrations.RunSQL(
        RAW + "ADD COLUMN x uuid NOT NULL DEFAULT gen_random_uuid()", migrations.RunSQL.noop
    ),
    "GENERATED": migrations.RunSQL(
        RAW + "ADD COLUMN x int GENERATED ALWAYS AS (1) STORED", migrations.RunSQL.noop
    ),
    "EXCLUDE": migrations.RunSQL(RAW + "ADD CONSTRAINT p PRIMARY KEY (id)", migrations.RunSQL.noop),
    "written anew": migrations.RunSQL(RAW + "SET UNLOGGED", migrations.RunSQL.noop),
    "VACUUM locks": migrations.RunSQL("VACUUM FULL devices_approvalrequest", migrations.RunSQL.noop),
    "not reversible": migrations.RunPython(migrations.RunPython.noop),
}


@pytest.mark.django_db
def test_no_model_has_changed_without_a_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_migration_says_its_intent() -> None:
    names = [path.stem for path in project_files() if path.parent.name == "migrations"]

    assert [name for name in names if re.search(r"_auto(_\d|$)", name)] == []


@on_postgresql
@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_h05_no_migration_of_this_release_locks_anything_for_long() -> None:
    loader = MigrationLoader(connection)
    found = {
        f"{one.app_label}.{one.name}": problems_of(
            one, loader.project_state((one.app_label, one.name), at_end=False)
        )
        for one in since_the_release_before(loader)
    }

    assert found
    assert {name: problems for name, problems in found.items() if problems} == {}


@on_postgresql
@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("words", BAD)
def test_h05_a_migration_that_keeps_people_waiting_is_found(words: str) -> None:
    assert any(words in problem for problem in problems_by(BAD[words])), problems_by(BAD[words])


@on_postgresql
@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_h05_what_looks_at_every_row_stands_in_a_migration_of_its_own() -> None:
    add = RAW + "ADD CONSTRAINT c CHECK (state <> 'x') NOT VALID"
    validate = RAW + "VALIDATE CONSTRAINT c"
    steps = [migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (add, validate)]
    over_rows = migrations.RunPython(migrations.RunPython.noop, migrations.RunPython.noop)

    assert any("VALIDATE stands" in problem for problem in problems_by(*steps))
    assert any("goes over rows" in problem for problem in problems_by(steps[0], over_rows))
    assert [problems_by(step) for step in steps] == [[], []]


@on_postgresql
@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_h05_an_index_is_made_beside_those_who_write() -> None:
    concurrently = AddIndexConcurrently(**ON_REQUESTS, index=models.Index(fields=["state"], name="i"))
    column = migrations.AddField(**ON_REQUESTS, name="x", field=models.TextField(null=True))

    assert problems_by(concurrently, is_atomic=False) == []
    assert problems_by(column) == []
    assert any("not atomic" in problem for problem in problems_by(concurrently, column, is_atomic=False))


@pytest.mark.both_databases
@pytest.mark.django_db
def test_h05_the_release_before_goes_on_in_the_tables_of_this_one() -> None:
    assert missed() == []


@on_postgresql
@pytest.mark.both_databases
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("DROP TABLE devices_challenge CASCADE", "devices_challenge is gone"),
        ("ALTER TABLE accounts_user RENAME display_name TO shown", "accounts_user.display_name is gone"),
        (
            "ALTER TABLE accounts_user ADD x int NOT NULL DEFAULT 1; ALTER TABLE accounts_user ALTER x DROP DEFAULT",
            "accounts_user.x must be",
        ),
        (
            "ALTER TABLE accounts_user ALTER blocked_at SET NOT NULL",
            "accounts_user.blocked_at may be null no",
        ),
        ("ALTER TABLE accounts_user ALTER username DROP NOT NULL", "accounts_user.username may be null, and"),
    ],
)
def test_h05_what_the_release_before_would_miss_is_found(sql: str, words: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)

    assert any(words in one for one in missed()), missed()


@on_postgresql
@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_h05_a_column_that_must_be_said_is_found_beside_a_new_table() -> None:
    column = migrations.AddField(**ON_REQUESTS, name="x", field=models.BooleanField(default=False))
    table = migrations.CreateModel(
        "Y", [("id", models.BigAutoField(primary_key=True)), ("z", models.TextField())]
    )

    assert "NOT NULL needs a db_default, for the release before" in problems_by(column, table)


def problems_by(*operations: Operation, is_atomic: bool = True) -> list[str]:
    """What is said of a migration that comes after all others."""
    body = {"operations": list(operations), "atomic": is_atomic}
    migration = type("Migration", (migrations.Migration,), body)("9999_tried", "devices")
    return problems_of(migration, MigrationLoader(connection).project_state())
