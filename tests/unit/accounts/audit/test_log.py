"""The audit log: added to and read, nothing else."""

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.audit.events import Event
from accounts.audit.log import record
from accounts.audit.models import AuditEvent
from accounts.users.events import CHANGED, ENABLED
from accounts.users.models import User

SPOIL = [
    "UPDATE accounts_auditevent SET tag = 'nothing:ever:happened'",
    "UPDATE accounts_auditevent SET details = '{}' WHERE id = (SELECT max(id) FROM accounts_auditevent)",
    "DELETE FROM accounts_auditevent",
]


@pytest.mark.both_databases
@pytest.mark.parametrize("statement", SPOIL)
def test_the_database_itself_refuses_to_change_or_delete_an_event(statement: str, ann: User) -> None:  # E13
    record(CHANGED, tenant=ann.tenant, subject=ann)

    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)

    assert AuditEvent.objects.get().tag == CHANGED.tag


@pytest.mark.both_databases
def test_no_model_call_gets_past_it(ann: User) -> None:  # E13
    event = record(CHANGED, tenant=ann.tenant, subject=ann)

    with pytest.raises(DatabaseError), transaction.atomic():
        event.delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEvent.objects.update(details={})
    event.tag = ENABLED.tag
    with pytest.raises(DatabaseError), transaction.atomic():
        event.save()


@pytest.mark.both_databases
def test_what_happened_outlives_whom_it_happened_to(ann: User) -> None:  # E13
    record(CHANGED, tenant=ann.tenant, subject=ann)

    ann.tenant.delete()

    assert AuditEvent.objects.get().subject_id == ann.pk


def test_its_kind_is_kept_beside_its_tag(ann: User) -> None:
    record(CHANGED, tenant=ann.tenant, subject=ann)

    assert AuditEvent.objects.get().kind == "user:account"


@pytest.mark.parametrize("tag", ["user:account:unheard_of", CHANGED.tag])
def test_an_event_that_was_never_declared_cannot_be_recorded(tag: str, ann: User) -> None:
    made_by_hand = Event(tag, "Something", told=False)

    with pytest.raises(ValueError, match="never declared"):
        record(made_by_hand, tenant=ann.tenant)
    assert not AuditEvent.objects.exists()


def test_an_event_stands_or_falls_with_what_it_tells_of(ann: User) -> None:
    with transaction.atomic():
        record(CHANGED, tenant=ann.tenant, subject=ann)
        transaction.set_rollback(True)

    assert not AuditEvent.objects.exists()


def test_who_did_it_is_whom_it_happened_to_unless_somebody_else_did(ann: User) -> None:
    own = record(CHANGED, tenant=ann.tenant, subject=ann)
    by_nobody_known = record(CHANGED, tenant=ann.tenant)

    assert (own.actor, by_nobody_known.actor) == (ann, None)
