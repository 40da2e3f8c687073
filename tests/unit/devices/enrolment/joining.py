"""A phone up to its closing test, and the answer to it."""

from typing import Any

from accounts.users.models import User
from devices.enrolment.models import Enrolment
from tests.support.asking import offered, test_request_of
from tests.support.commit import committed
from tests.support.phones import SigningPhone


def fresh(enrolment: Enrolment) -> Enrolment:
    return Enrolment.objects.select_related("user__tenant", "test_request__tenant").get(pk=enrolment.pk)


def joined(user: User, **completing: Any) -> tuple[Enrolment, SigningPhone]:
    """A phone up to the closing test, which waits for its answer."""
    enrolment, code = offered(user)
    phone = SigningPhone()
    phone.join(phone.take(code), **completing)
    return fresh(enrolment), phone


def answer_test(enrolment: Enrolment, phone: SigningPhone, *, number: str | None = None) -> None:
    with committed():
        phone.says_yes(test_request_of(enrolment), number=number)
