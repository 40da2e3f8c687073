"""A phone up to its closing test, and the answer to it."""

from typing import Any

from accounts.users.models import User
from devices.approvals.models import ApprovalRequest
from devices.enrolment.models import Enrolment
from tests.support.commit import committed
from tests.support.joining_phone import JoiningPhone, offered
from tests.support.signing_phone import SigningPhone


def fresh(enrolment: Enrolment) -> Enrolment:
    return Enrolment.objects.select_related("user__tenant", "test_request__tenant").get(pk=enrolment.pk)


def joined(user: User, **completing: Any) -> tuple[Enrolment, SigningPhone]:
    """A phone up to the closing test, which waits for its answer."""
    enrolment, code = offered(user)
    joining = JoiningPhone()
    phone = joining.complete(joining.claim(code), **completing)
    return fresh(enrolment), phone


def test_of(enrolment: Enrolment) -> ApprovalRequest:
    assert enrolment.test_request is not None
    return enrolment.test_request


test_of.__test__ = False  # type: ignore[attr-defined]  # the closing test's, not pytest's


def answer_test(enrolment: Enrolment, phone: SigningPhone, *, number: str | None = None) -> None:
    with committed():
        phone.approve(test_of(enrolment), number=number)
