"""The house is kept even when one job fails; and what nobody needs goes."""

import logging
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from accounts.audit.models import AuditEvent
from accounts.tenants.models import Tenant
from devices.approvals.models import ApprovalRequest
from devices.approvals.moves import move
from devices.approvals.state import State
from idp.housekeeping import AT_ONCE, DECOYS_KEPT, forget_decoys, run_jobs
from tests.support.people import make_person, make_tenant

A_MINUTE = timedelta(minutes=1)


def test_a_failing_job_is_logged_and_the_next_one_runs(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("idp.housekeeping.connections.close_all", lambda: done.append("closed"))
    done: list[str] = []

    def fails() -> None:
        raise OperationalError("the database is away")

    with caplog.at_level(logging.ERROR):
        run_jobs(fails, lambda: done.append("next"))

    assert done == ["next", "closed"]
    assert "the database is away" in caplog.text


@pytest.fixture
def nordljus(db: None) -> Tenant:
    return make_tenant("nordljus")


def ended(tenant: Tenant, *, ago: timedelta, **facts: object) -> ApprovalRequest:
    """A request that ended so long ago; for nobody unless `facts` name a user."""
    end = timezone.now() - ago
    return ApprovalRequest.objects.create(
        tenant=tenant,
        **{"state": State.EXPIRED, "asked_at": end - A_MINUTE, "expires_at": end, "ended_at": end} | facts,
    )


@pytest.mark.both_databases
def test_decoys_go_a_day_after_their_end_and_nothing_else_does(nordljus: Tenant) -> None:  # A18
    ended(nordljus, ago=DECOYS_KEPT + A_MINUTE)
    stay = {
        "young": ended(nordljus, ago=DECOYS_KEPT - A_MINUTE),
        "still open": ended(nordljus, ago=DECOYS_KEPT + A_MINUTE, state=State.PENDING, ended_at=None),
        "somebody's": ended(nordljus, ago=DECOYS_KEPT + A_MINUTE, user=make_person(nordljus)),
    }

    forget_decoys()

    assert set(ApprovalRequest.objects.all()) == set(stay.values())


def test_what_happened_to_a_decoy_stays_in_the_audit_log(nordljus: Tenant) -> None:  # I5
    decoy = ended(nordljus, ago=DECOYS_KEPT + A_MINUTE, state=State.PENDING, ended_at=None)
    move(decoy, State.EXPIRED)
    ApprovalRequest.objects.update(ended_at=timezone.now() - DECOYS_KEPT - A_MINUTE)

    forget_decoys()

    assert not ApprovalRequest.objects.exists()
    assert AuditEvent.objects.get(tag="user:request:expired").details["request"] == str(decoy.pk)


def test_a_flood_of_decoys_goes_in_one_run(nordljus: Tenant) -> None:  # T01
    end = timezone.now() - DECOYS_KEPT - A_MINUTE
    times = {"asked_at": end - A_MINUTE, "expires_at": end, "ended_at": end}
    ApprovalRequest.objects.bulk_create(
        ApprovalRequest(tenant=nordljus, state=State.EXPIRED, **times) for _ in range(2 * AT_ONCE + 1)
    )

    forget_decoys()

    assert not ApprovalRequest.objects.exists()
