"""Several workers at once: each event is read once, each segment sealed once (E12, E13)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.db.models import Count

from accounts.audit import readers
from accounts.audit.chain import sealing
from accounts.audit.chain.verifying import verify_chain
from accounts.audit.log import record
from accounts.audit.models import AuditEvent
from accounts.audit.readers import Reader
from accounts.sign_in_log.models import SignInAttempt, SignInsOfDay
from accounts.signin.events import SIGNED_IN
from accounts.statements.composing import composed
from accounts.users.models import User
from tests.support.at_once import crowd
from tests.support.kept_log import keep_log, seal_all
from tests.support.pages import frozen

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]
WORKERS = 4
EVENTS = 20


def test_of_several_workers_each_event_is_read_by_one_and_each_segment_sealed_by_one(
    ann: User, monkeypatch: pytest.MonkeyPatch
) -> None:  # E12 E13
    read: list[int] = []

    def note(events: Sequence[AuditEvent]) -> None:
        read.extend(event.pk for event in events)

    monkeypatch.setattr(readers, "_readers", [*readers.registered(), Reader("notes", note)])
    # As it is composed, a page has always as many.
    next_three = composed()[readers._events_after]
    monkeypatch.setattr(readers, "_events_after", lambda *given: list(next_three(*given)))
    monkeypatch.setattr(readers, "AT_ONCE", 3)
    monkeypatch.setattr(sealing, "MOST_IN_SEGMENT", 3)
    monkeypatch.setattr(sealing, "SEALED_WITHIN", timedelta(0))
    with frozen():  # on one day
        for number in range(EVENTS):
            record(SIGNED_IN, tenant=ann.tenant, subject=ann, sign_in=f"{number:016}", methods=["password"])

    with crowd(WORKERS) as workers:
        failed = [why for why in workers.run([keep_log] * WORKERS) if why is not None]
    seal_all()

    assert failed == []
    assert read == list(AuditEvent.objects.order_by("pk").values_list("pk", flat=True))
    assert SignInAttempt.objects.aggregate(tries=Count("pk"))["tries"] == EVENTS
    assert SignInsOfDay.objects.get().count == EVENTS
    assert verify_chain().wrong == []
