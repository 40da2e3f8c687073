"""A phone up to its closing test, and the answer to it."""

from typing import Any

from accounts.users.models import User
from accounts.users.services import end_sessions
from accounts.ways.password.services import set_password
from devices.enrolment.models import Enrolment
from tests.support.asking import offered, test_request_of
from tests.support.commit import committed
from tests.support.phones import SigningPhone

# What ends every session of a person.
ENDINGS: dict[str, Any] = {
    "sessions ended": lambda user: end_sessions(user, actor=None, why="admin"),
    "new password": lambda user: set_password(user, "winter-lantern-48", actor=None),
}


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
