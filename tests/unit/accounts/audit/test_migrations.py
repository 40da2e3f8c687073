"""What the log holds goes through its migrations unharmed."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

BEFORE = ("accounts", "0002_audit_is_append_only")
AFTER = ("accounts", "0003_events_have_a_kind")


def _migrate_to(state: tuple[str, str]) -> Any:
    executor = MigrationExecutor(connection)
    executor.migrate([state])
    return executor.loader.project_state([state]).apps.get_model("accounts", "AuditEvent")


@pytest.fixture
def before(transactional_db: None) -> Iterator[Any]:
    """The table as it was; afterwards everything is migrated again, whatever the test did."""
    everything = MigrationExecutor(connection).loader.graph.leaf_nodes()
    yield _migrate_to(BEFORE)
    MigrationExecutor(connection).migrate(everything)


@pytest.mark.both_databases
def test_an_event_gets_its_kind_from_its_tag_and_stays_as_it_was(before: Any) -> None:
    tags = ("user:phone:bound", "tenant:challenge_key:rotated", "user:one_time_link:used")
    for tag in tags:
        before.objects.create(tag=tag, details={"phone": "Pixel"})
    was = list(before.objects.order_by("pk").values())

    after = _migrate_to(AFTER)

    rows = list(after.objects.order_by("pk").values())
    assert [row.pop("kind") for row in rows] == ["user:phone", "tenant:challenge_key", "user:one_time_link"]
    assert rows == was


@pytest.mark.both_databases
@pytest.mark.parametrize("state", [BEFORE, AFTER])
def test_the_log_is_append_only_after_a_migration_either_way(before: Any, state: tuple[str, str]) -> None:
    _migrate_to(AFTER)
    rows = _migrate_to(state).objects
    rows.create(tag="user:phone:bound")

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows.update(tag="nothing:ever:happened")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows.all().delete()
