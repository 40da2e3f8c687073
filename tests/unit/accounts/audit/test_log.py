"""The audit log: added to and read, nothing else."""

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.audit.log import last_sign_ins, record
from accounts.audit.models import AuditEvent
from accounts.users.models import User

SPOIL = [
    "UPDATE accounts_auditevent SET tag = 'nothing:ever:happened'",
    "UPDATE accounts_auditevent SET details = '{}' WHERE id = (SELECT max(id) FROM accounts_auditevent)",
    "DELETE FROM accounts_auditevent",
]


@pytest.mark.both_databases
@pytest.mark.parametrize("statement", SPOIL)
def test_the_database_itself_refuses_to_change_or_delete_an_event(statement: str, ann: User) -> None:  # E13
    record("user:test:happened", tenant=ann.tenant, subject=ann)

    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)

    assert AuditEvent.objects.get().tag == "user:test:happened"


@pytest.mark.both_databases
def test_no_model_call_gets_past_it(ann: User) -> None:  # E13
    event = record("user:test:happened", tenant=ann.tenant, subject=ann)

    with pytest.raises(DatabaseError), transaction.atomic():
        event.delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEvent.objects.update(details={})
    event.tag = "user:test:unhappened"
    with pytest.raises(DatabaseError), transaction.atomic():
        event.save()


@pytest.mark.both_databases
def test_what_happened_outlives_whom_it_happened_to(ann: User) -> None:  # E13
    record("user:test:happened", tenant=ann.tenant, subject=ann)

    ann.tenant.delete()

    assert AuditEvent.objects.get().subject_id == ann.pk


@pytest.mark.parametrize(
    "tag", ["", "user", "user:test", "User:Test:Happened", "a:b:c:d", "user:te st:x", "a:b:c\n"]
)
def test_a_tag_that_does_not_say_what_happened_is_refused(tag: str, ann: User) -> None:
    with pytest.raises(ValueError, match="tag"):
        record(tag, tenant=ann.tenant)


def test_an_event_stands_or_falls_with_what_it_tells_of(ann: User) -> None:
    with transaction.atomic():
        record("user:test:happened", tenant=ann.tenant, subject=ann)
        transaction.set_rollback(True)

    assert not AuditEvent.objects.exists()


def test_who_did_it_is_whom_it_happened_to_unless_somebody_else_did(ann: User) -> None:
    own = record("user:test:happened", tenant=ann.tenant, subject=ann)
    by_nobody_known = record("user:test:happened", tenant=ann.tenant)

    assert (own.actor, by_nobody_known.actor) == (ann, None)


def test_the_latest_sign_in_of_each_method_is_found(ann: User) -> None:  # D01
    for methods in (["password"], ["phone"], ["password", "phone"]):
        record("user:sign_in:succeeded", tenant=ann.tenant, subject=ann, methods=methods)

    newest = AuditEvent.objects.all()[0]
    assert last_sign_ins(ann) == {"password": newest, "phone": newest}
