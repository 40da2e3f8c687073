"""Who reads the log in order misses nothing: what commits late is waited for."""

import threading

import pytest
from django.db import connection, transaction

from accounts.audit.log import record
from accounts.audit.models import AuditEvent
from accounts.audit.settled import last_settled
from accounts.users.events import CHANGED
from accounts.users.models import User


def test_what_is_committed_is_settled(ann: User) -> None:  # E13
    event = record(CHANGED, tenant=ann.tenant, subject=ann)

    assert last_settled() == event.pk


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_an_event_that_commits_late_is_waited_for_and_none_is_settled_meanwhile(ann: User) -> None:  # E13
    has_added, may_commit = threading.Event(), threading.Event()

    def add_slowly() -> None:
        try:
            with transaction.atomic():
                record(CHANGED, tenant=ann.tenant, subject=ann)
                has_added.set()
                may_commit.wait(30)
        finally:
            connection.close()

    slow = threading.Thread(target=add_slowly)
    slow.start()
    assert has_added.wait(30)
    later = record(CHANGED, tenant=ann.tenant, subject=ann)

    meanwhile = last_settled(wait_seconds=0)
    may_commit.set()
    settled = last_settled()
    slow.join()

    assert (meanwhile, settled) == (0, later.pk)
    assert AuditEvent.objects.filter(pk__lt=settled).exists()
