"""What a migration locks for long, read from the SQL that PostgreSQL would be told.

Said of large tables: their rows come from people and sign-ins. django-migration-linter knows the half of it
(`[tool.django_migration_linter]`), the rest stands here. What each rule asks for instead: docs/upgrading.md.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django_migration_linter.migration_linter import MigrationLinter
from django_migration_linter.sql_analyser.analyser import analyse_sql_statements
from django_migration_linter.sql_analyser.postgresql import PostgresqlAnalyser

from idp.upgrading.released import BEFORE, our_apps
from tests.architecture.files import text_of

# A few thousand rows at most, whoever signs in: looked through in milliseconds.
SMALL = {"oidc_application", "oidc_clientsecret", "oidc_logoutnotice"}
ALTERED = re.compile(r'ALTER TABLE (?:IF EXISTS )?(?:ONLY )?"?([a-z0-9_]+)"?')
CREATED = re.compile(r'CREATE TABLE "?([a-z0-9_]+)"?')
# Of the defaults that are no plain value: the moment of the statement is one for all rows.
OF_THE_MOMENT = re.compile(r"\b(now|statement_timestamp|transaction_timestamp)\(\)", re.IGNORECASE)
# What locks out no reader and no writer, so that it may wait and take as long as it needs.
GENTLE = re.compile(r"CONCURRENTLY|VALIDATE CONSTRAINT|^SET |^--")
ON_A_TABLE = {
    r"ADD CONSTRAINT .* FOREIGN KEY (?!.*NOT VALID)": "FOREIGN KEY: say NOT VALID, and VALIDATE later",
    r"ADD COLUMN .* DEFAULT (?!NULL).* REFERENCES": "FOREIGN KEY: of a column that is null",
    r"(ADD CONSTRAINT|ADD COLUMN) .*\bCHECK \((?!.*NOT VALID)": "CHECK: say NOT VALID, and VALIDATE later",
    r"ALTER COLUMN .* SET NOT NULL": "SET NOT NULL looks at every row",
    r"ADD COLUMN .* DEFAULT (?!NULL\b)[^']*\(": "DEFAULT that differs by row writes each of them",
    r"ADD COLUMN .* (GENERATED|SERIAL|BIGSERIAL)\b": "GENERATED writes each row",
    r"ADD CONSTRAINT .* (EXCLUDE|PRIMARY KEY)\b": "EXCLUDE, PRIMARY KEY: make its index CONCURRENTLY before",
    r"SET (TABLESPACE|LOGGED|UNLOGGED|ACCESS METHOD)": "the table is written anew",
}
NEVER = re.compile(r"^(CLUSTER|VACUUM|LOCK|REINDEX|TRUNCATE|REFRESH)\b")


def since_the_release_before(loader: MigrationLoader) -> list[Migration]:
    """Our migrations that it does not have."""
    released = {node for leaf in BEFORE.items() for node in loader.graph.forwards_plan(leaf)}
    labels = our_apps()
    ours = [node for node in loader.graph.nodes if node[0] in labels and node not in released]
    return [loader.graph.nodes[node] for node in sorted(ours)]


def statements_of(migration: Migration, state: ProjectState) -> list[str]:
    """What PostgreSQL would be told, as `sqlmigrate` shows it."""
    with connection.schema_editor(collect_sql=True, atomic=migration.atomic) as editor:
        migration.apply(state.clone(), editor, collect_sql=True)
        told: Any = editor.collected_sql
    return [*["BEGIN;"] * migration.atomic, *told]


def problems_of(migration: Migration, state: ProjectState) -> list[str]:
    """Everything that locks for long, or that the release before would miss, by the linter and by our own rules."""
    said = statements_of(migration, state)
    return [*_by_the_linter(migration, said), *ours(said, is_atomic=migration.atomic)]


def _by_the_linter(migration: Migration, said: list[str]) -> Iterator[str]:
    options = tomllib.loads(text_of(Path("pyproject.toml")))["tool"]["django_migration_linter"]
    if migration.name in options["ignore_name"]:
        return
    left_out = options["exclude_migration_tests"]
    data = MigrationLinter(no_cache=True, no_output=True, exclude_migration_tests=left_out)
    found = (
        analyse_sql_statements(PostgresqlAnalyser, said, left_out),
        data.analyse_data_migration(migration),
    )
    for errors, ignored, warnings in found:
        yield from (issue.message for issue in (*errors, *warnings) if issue not in ignored)


def ours(said: Iterable[str], *, is_atomic: bool) -> list[str]:
    """What the linter does not know."""
    lines = [line for line in said if line != "BEGIN;"]
    made = {found[1] for line in lines if (found := CREATED.match(line))}
    altered = [line for line in lines if (found := ALTERED.match(line)) and found[1] not in made | SMALL]
    return [
        *_of_tables(altered),
        *_of_columns(line for line in lines if (found := ALTERED.match(line)) and found[1] not in made),
        *_of_a_migration(lines, altered, is_atomic=is_atomic),
    ]


def _of_columns(altered: Iterable[str]) -> Iterator[str]:
    """A row that the release before adds says nothing of a new column. The linter is misled by a table made beside."""
    for line in altered:
        if re.search(r"ADD COLUMN (?!.*\bDEFAULT\b).* NOT NULL|ALTER COLUMN .* DROP DEFAULT", line):
            yield "NOT NULL needs a db_default, for the release before"


def _of_tables(altered: Iterable[str]) -> Iterator[str]:
    for line in altered:
        plain = OF_THE_MOMENT.sub("'now'", line)
        yield from (words for pattern, words in ON_A_TABLE.items() if re.search(pattern, plain))


def _of_a_migration(lines: list[str], altered: list[str], *, is_atomic: bool) -> Iterator[str]:
    yield from (f"{line.split()[0]} locks the table" for line in lines if NEVER.match(line))
    validates = any("VALIDATE CONSTRAINT" in line for line in lines)
    if is_atomic and validates and any("ADD CONSTRAINT" in line for line in altered):
        yield "VALIDATE stands in a migration of its own: the lock of what is before it would last as long"
    if is_atomic and altered and any("CANNOT BE WRITTEN AS SQL" in line for line in lines):
        yield "what goes over rows stands in a migration of its own, not beside what alters a table"
    if not is_atomic and any(not GENTLE.search(line) for line in lines):
        yield "a migration that is not atomic waits as long as it takes: only what is CONCURRENTLY, or VALIDATE"
