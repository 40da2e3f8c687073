"""Ending and finding what browsers asked for."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from accounts.audit.models import AuditEvent
from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.approvals.models import ApprovalRequest
from devices.approvals.moves import move
from devices.approvals.services import expire_due, request_of_browser
from devices.approvals.state import State
from tests.support import invariants
from tests.support.asking import age, ask, new_binding
from tests.support.phones import SigningPhone

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_a09_a_request_is_found_by_its_own_browser_only(ann: User) -> None:
    binding = new_binding()
    ask(ann, binding=binding)
    request = ask(ann, binding=binding)

    assert request_of_browser(binding) == request, "the last one"
    assert request_of_browser(new_binding()) is None


@pytest.mark.parametrize("state", [State.PENDING, State.APPROVED])
def test_the_open_request_of_a_browser_is_found_whatever_the_clocks_of_two_servers_say(
    state: State, ann: User
) -> None:
    binding = new_binding()
    denied, request = ask(ann, binding=binding), ask(ann, binding=binding)
    move(denied, State.DENIED)
    ApprovalRequest.objects.filter(pk=request.pk).update(
        state=state, asked_at=F("asked_at") - timedelta(seconds=3)
    )

    assert request_of_browser(binding) == request


def test_i4_housekeeping_expires_what_has_run_out_and_nothing_else(ann: User, phone: SigningPhone) -> None:
    pending, approved, waiting = ask(ann), ask(ann), ask(ann)
    phone.says_yes(approved)
    age(pending, seconds=200)
    ApprovalRequest.objects.filter(pk=approved.pk).update(finish_by=timezone.now() - timedelta(seconds=1))

    assert expire_due() == 2
    assert expire_due() == 0

    states = {request.pk: request.state for request in ApprovalRequest.objects.exclude(kind="enrol")}
    assert states == {pending.pk: "expired", approved.pk: "expired", waiting.pk: "pending"}
    assert AuditEvent.objects.filter(tag="user:request:expired").count() == 2
    invariants.i5_one_audit_row_per_move()


def test_i4_a_flood_of_requests_ends_in_one_run(nordljus: Tenant) -> None:
    """200 usernames a second for half a minute: a run that takes a fixed number falls behind for good (T01)."""
    gone = timezone.now() - timedelta(seconds=1)
    decoys = [
        ApprovalRequest(
            tenant=nordljus,
            kind="signin",
            match="type",
            number="07",
            browser_digest="b",
            asked_at=gone,
            expires_at=gone,
        )
        for _ in range(1100)
    ]
    ApprovalRequest.objects.bulk_create(decoys)

    assert expire_due() == 1100
