"""H05: a server starts where the database is of its release, or of the one after it, and says what to do elsewhere."""

from __future__ import annotations

import pytest
from django.core.checks import CheckMessage
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from accounts.installation.models import InstallationNote
from accounts.installation.services import note, noted
from idp.upgrading.released import BEFORE
from idp.upgrading.schema import NOTE, database_fits_this_release, note_who_may_serve

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
LATER = ("oidc", "9999_of_a_later_release")


@pytest.fixture
def recorder() -> MigrationRecorder:
    return MigrationRecorder(connection)


def said() -> list[CheckMessage]:
    return database_fits_this_release(databases=["default"])


def test_a_database_of_this_release_is_served() -> None:
    assert said() == []


def test_one_that_lacks_a_migration_is_refused_with_what_to_do(recorder: MigrationRecorder) -> None:
    [last] = [node for node in MigrationLoader(connection).graph.leaf_nodes() if node[0] == "oidc"]
    recorder.record_unapplied(*last)

    [refused] = said()

    assert (refused.id, refused.is_serious()) == ("idp.E080", True)
    assert ".".join(last) in refused.msg
    assert "manage.py migrate" in str(refused.hint)


@pytest.mark.parametrize(
    ("serves", "says"),
    [
        (BEFORE, "idp.W080"),
        ({"oidc": BEFORE["oidc"]}, "idp.W080"),
        (BEFORE | {"oidc": "9998_of_a_later_release"}, "idp.E081"),
        (None, "idp.E081"),
    ],
)
def test_one_that_a_newer_release_migrated_is_served_while_that_one_says_so(
    recorder: MigrationRecorder, serves: dict[str, str] | None, says: str
) -> None:
    recorder.record_applied(*LATER)
    InstallationNote.objects.all().delete()
    if serves is not None:
        note(NOTE, serves)

    [told] = said()

    assert told.id == says
    assert ".".join(LATER) in told.msg
    assert told.hint


def test_who_may_serve_is_noted_by_the_newest_that_migrated(recorder: MigrationRecorder) -> None:
    note_who_may_serve()
    assert noted(NOTE) == BEFORE

    note(NOTE, {"oidc": "of a later release"})
    recorder.record_applied(*LATER)
    note_who_may_serve()

    assert noted(NOTE) == {"oidc": "of a later release"}


def test_the_database_is_not_touched_unless_it_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("idp.upgrading.schema._older", lambda: pytest.fail("it was asked"))

    assert database_fits_this_release(databases=None) == []


def test_that_it_is_away_says_another_check(monkeypatch: pytest.MonkeyPatch) -> None:
    def is_away() -> list[CheckMessage]:
        raise DatabaseError("gone")

    monkeypatch.setattr("idp.upgrading.schema._older", is_away)

    assert said() == []
