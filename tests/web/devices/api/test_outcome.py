"""How a request ended, as the phone that was shown it may ask afterwards."""

from collections.abc import Callable

import pytest
from django.db.models.functions import Now

from accounts.users.models import User
from devices.approvals.models import ApprovalRequest
from devices.approvals.services import end_by_browser
from devices.approvals.state import State
from devices.simulator.calls import CallRefused
from devices.simulator.phone import AccountOnPhone
from tests.support.asking import ask, finish, new_binding
from tests.support.people import turn_off
from tests.support.phones import SigningPhone, phone_of

pytestmark = pytest.mark.both_databases


def shown_to(phone: SigningPhone, request: ApprovalRequest) -> str:
    [seen] = phone.requests()
    assert seen.handle == str(request.pk)
    return seen.handle


def test_a_request_that_waits_is_pending_and_answered_by_nobody(
    ann: User, phone: SigningPhone, account: AccountOnPhone
) -> None:
    handle = shown_to(phone, ask(ann))

    assert phone.outcome(handle) == {"state": "pending", "answered_by": None}


def test_each_phone_is_told_whether_it_was_the_one_that_answered(
    ann: User, phone: SigningPhone, account: AccountOnPhone
) -> None:
    other = phone_of(ann)
    asked = ask(ann)
    handle = shown_to(phone, asked)
    other.says_yes(asked)

    assert phone.outcome(handle) == {"state": "approved", "answered_by": "another_phone"}
    assert other.outcome(handle) == {"state": "approved", "answered_by": "this_phone"}


def test_an_approval_that_another_phone_takes_back_was_answered_by_that_other(
    ann: User, phone: SigningPhone, account: AccountOnPhone
) -> None:
    other = phone_of(ann)
    asked = ask(ann)
    handle = shown_to(phone, asked)
    taking_back = other.denial(other.see(asked))
    phone.says_yes(asked)
    other.send(asked, taking_back)

    assert phone.outcome(handle) == {"state": "denied", "answered_by": "another_phone"}
    assert other.outcome(handle) == {"state": "denied", "answered_by": "this_phone"}


def test_a_wrong_number_is_told_as_one_to_the_other_phone_too(
    ann: User, phone: SigningPhone, account: AccountOnPhone
) -> None:
    other = phone_of(ann)
    asked = ask(ann)
    handle = shown_to(other, asked)
    with pytest.raises(CallRefused):
        phone.approve(phone.requests()[0], number=f"{(int(asked.number) + 1) % 100:02d}")

    assert phone.outcome(handle) == {"state": "wrong_number", "answered_by": "this_phone"}
    assert other.outcome(handle) == {"state": "wrong_number", "answered_by": "another_phone"}


def test_an_approval_stays_one_when_the_browser_has_finished(
    ann: User, phone: SigningPhone, account: AccountOnPhone
) -> None:
    binding = new_binding()
    asked = ask(ann, binding=binding)
    handle = shown_to(phone, asked)
    phone.says_yes(asked)
    asked.refresh_from_db()
    finish(asked, binding=binding, user=User.objects.get(pk=ann.pk))

    assert phone.outcome(handle) == {"state": "approved", "answered_by": "this_phone"}


ENDS: dict[str, Callable[[ApprovalRequest], object]] = {
    "cancelled": lambda asked: end_by_browser(asked, State.CANCELLED, binding=asked.browser_digest),
    "superseded": lambda asked: end_by_browser(asked, State.SUPERSEDED, binding=asked.browser_digest),
    # By the database's clock, and before anybody has moved it.
    "expired": lambda asked: ApprovalRequest.objects.filter(pk=asked.pk).update(expires_at=Now()),
}


@pytest.mark.parametrize("state", ENDS)
def test_an_end_that_no_phone_made_is_told_as_it_was(
    state: str, ann: User, phone: SigningPhone, account: AccountOnPhone
) -> None:
    asked = ask(ann)
    handle = shown_to(phone, asked)
    ENDS[state](asked)

    assert phone.outcome(handle) == {"state": state, "answered_by": None}


def test_an_approval_that_no_browser_finished_has_expired(
    ann: User, phone: SigningPhone, account: AccountOnPhone
) -> None:
    asked = ask(ann)
    handle = shown_to(phone, asked)
    phone.says_yes(asked)
    ApprovalRequest.objects.filter(pk=asked.pk).update(finish_by=Now())

    assert phone.outcome(handle) == {"state": "expired", "answered_by": "this_phone"}


def test_e19_what_is_allowed_no_longer_is_told_as_revoked(
    ann: User, phone: SigningPhone, account: AccountOnPhone
) -> None:
    asked = ask(ann)
    handle = shown_to(phone, asked)
    turn_off(ann.tenant, "phone")
    with pytest.raises(CallRefused):
        phone.approve(phone.requests()[0], number=asked.number)

    assert phone.outcome(handle) == {"state": "revoked", "answered_by": None}


def test_t09_a_phone_that_was_shown_nothing_is_told_nothing(
    ann: User, phone: SigningPhone, account: AccountOnPhone
) -> None:
    asked = ask(ann)

    for handle in (str(asked.pk), "00000000-0000-0000-0000-000000000000"):
        with pytest.raises(CallRefused) as refused:
            phone.outcome(handle)
        assert (refused.value.status, refused.value.code) == (404, "unknown_request")
