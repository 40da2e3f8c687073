"""Finishing: once, in time, by the browser that asked, for the person who is signing in."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.approvals.models import ApprovalRequest
from devices.approvals.refusals import AlreadyDecided, NotThisBrowser, PolicyChanged, RequestExpired
from devices.approvals.services import end_by_browser
from devices.approvals.state import State
from tests.support import invariants
from tests.support.asking import ask, finish, new_binding
from tests.support.people import make_person, make_tenant
from tests.support.phones import SigningPhone

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
BINDING = new_binding()


@pytest.fixture
def approved(ann: User, phone: SigningPhone) -> ApprovalRequest:
    request = ask(ann, binding=BINDING)
    phone.says_yes(request)
    request.refresh_from_db()
    return request


def test_a09_an_approval_is_used_once_by_its_own_browser(approved: ApprovalRequest, ann: User) -> None:
    consumed = finish(approved, binding=BINDING, user=ann)

    assert consumed.account == approved.decided_by
    with pytest.raises(AlreadyDecided):
        finish(approved, binding=BINDING, user=ann)
    invariants.check()


def test_a09_another_browser_cannot_finish(approved: ApprovalRequest, ann: User) -> None:
    with pytest.raises(NotThisBrowser):
        finish(approved, binding=new_binding(), user=ann)


def test_t09_nobody_else_is_signed_in_by_it(approved: ApprovalRequest, nordljus: Tenant) -> None:
    for other in (make_person(nordljus, "bea"), make_person(make_tenant("sundby"))):
        with pytest.raises(NotThisBrowser):
            finish(approved, binding=BINDING, user=other)

    approved.refresh_from_db()
    assert approved.state == State.APPROVED


def test_finishing_takes_at_most_sixty_seconds(approved: ApprovalRequest, ann: User) -> None:
    ApprovalRequest.objects.update(finish_by=timezone.now() - timedelta(milliseconds=50))

    with pytest.raises(RequestExpired):
        finish(approved, binding=BINDING, user=ann)


@pytest.mark.parametrize("state", [state for state in State if state is not State.APPROVED])
def test_t07_nothing_but_an_approved_request_is_used(
    state: State, approved: ApprovalRequest, ann: User
) -> None:
    ApprovalRequest.objects.update(state=state)

    with pytest.raises((AlreadyDecided, RequestExpired, PolicyChanged)):
        finish(approved, binding=BINDING, user=ann)

    approved.refresh_from_db()
    assert approved.state == state


def test_i2_a_request_that_no_phone_decided_is_not_used(ann: User, phone: SigningPhone) -> None:
    request = ask(ann, binding=BINDING)
    ApprovalRequest.objects.update(state="approved", finish_by=timezone.now() + timedelta(seconds=60))
    request.refresh_from_db()

    with pytest.raises(AlreadyDecided):
        finish(request, binding=BINDING, user=ann)


def test_a_browser_cancels_its_own_request_only(ann: User, phone: SigningPhone) -> None:
    request = ask(ann, binding=BINDING)
    shown = phone.see(request)

    assert not end_by_browser(request, State.CANCELLED, binding=new_binding())
    assert end_by_browser(request, State.CANCELLED, binding=BINDING)
    with pytest.raises(AlreadyDecided):
        phone.send(request, phone.approval(shown, number=request.number))
    invariants.check()
