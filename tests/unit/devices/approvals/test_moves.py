"""Each pair of states against the real database: what the table does not allow, the UPDATE does not do."""

import itertools
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.audit.models import AuditEvent
from accounts.telemetry.marks import mark_of
from accounts.users.models import User
from devices.approvals.models import ApprovalRequest
from devices.approvals.moves import move, why_not
from devices.approvals.state import DECIDED, State, sources_of
from tests.support.asking import ask

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
LATER = timedelta(seconds=60)


def put(request: ApprovalRequest, state: State, *, is_over: bool = False) -> ApprovalRequest:
    """The request as it would stand in this state, its time still running or over."""
    until = timezone.now() + (-LATER if is_over else LATER)
    ApprovalRequest.objects.filter(pk=request.pk).update(state=state, expires_at=until, finish_by=until)
    request.refresh_from_db()
    return request


@pytest.mark.parametrize(("source", "target"), list(itertools.product(State, State)), ids=str)
def test_t07_in_time_exactly_the_allowed_moves_happen(source: State, target: State, ann: User) -> None:
    request = put(ask(ann), source)

    moved = move(request, target)

    request.refresh_from_db()
    # Expiry is the one move that only time makes.
    allowed = source.value in sources_of(target) and target is not State.EXPIRED
    assert (moved, request.state) == (allowed, target if allowed else source)


@pytest.mark.parametrize(("source", "target"), list(itertools.product(State, State)), ids=str)
def test_t07_once_its_time_is_over_a_request_can_only_expire(source: State, target: State, ann: User) -> None:
    request = put(ask(ann), source, is_over=True)

    moved = move(request, target)

    request.refresh_from_db()
    allowed = source.value in sources_of(target) and target is State.EXPIRED
    assert (moved, request.state) == (allowed, target if allowed else source)


@pytest.mark.parametrize("target", sorted(set(State) - DECIDED))
def test_what_no_account_decides_takes_none(target: State, ann: User) -> None:
    with pytest.raises(TypeError):
        move(ask(ann), target, decided_by=uuid.uuid4())


@pytest.mark.parametrize("target", [State.DENIED, State.APPROVED])
def test_i5_each_move_leaves_one_row_and_a_lost_one_none(target: State, ann: User) -> None:
    request = ask(ann)

    first, second = move(request, target), move(request, target)

    assert (first, second) == (True, False)
    event = AuditEvent.objects.get(tag=f"user:request:{target}")
    assert (event.subject, event.tenant) == (ann, ann.tenant)
    assert event.details == {
        "request": str(request.pk),
        "kind": "signin",
        "sign_in": mark_of(request.browser_digest),
    }


def test_an_approved_request_must_be_finished_by_its_own_time(ann: User) -> None:
    request = put(ask(ann), State.APPROVED)
    ApprovalRequest.objects.filter(pk=request.pk).update(finish_by=timezone.now() - timedelta(seconds=1))

    assert not move(request, State.CONSUMED)
    assert why_not(request).code == "expired"
    assert move(request, State.EXPIRED)


def test_an_approved_request_may_outlive_the_time_to_answer(ann: User) -> None:
    request = put(ask(ann), State.APPROVED)
    ApprovalRequest.objects.filter(pk=request.pk).update(expires_at=timezone.now() - timedelta(seconds=1))

    assert not move(request, State.EXPIRED)
    assert move(request, State.CONSUMED)


@pytest.mark.parametrize(
    ("state", "code"),
    [
        (State.DENIED, "already_decided"),
        (State.CONSUMED, "already_decided"),
        (State.WRONG_NUMBER, "already_decided"),
        (State.EXPIRED, "expired"),
    ],
)
def test_a_lost_move_says_why(state: State, code: str, ann: User) -> None:
    assert why_not(put(ask(ann), state)).code == code


def test_a_request_that_is_gone_is_unknown(ann: User) -> None:
    request = ask(ann)
    ApprovalRequest.objects.filter(pk=request.pk).delete()

    assert not move(request, State.DENIED)
    assert why_not(request).code == "unknown_request"
