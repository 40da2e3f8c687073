"""How an enrolment ends that did not lead to a phone."""

import pytest

from accounts.audit.models import AuditEvent
from accounts.users.models import User
from devices.approvals.models import ApprovalRequest
from devices.approvals.state import State as RequestState
from devices.enrolment.services import end
from devices.enrolment.state import State
from devices.phones.models import PhoneAccount
from tests.support import invariants
from tests.unit.devices.enrolment.joining import answer_test, fresh, joined

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.mark.parametrize("target", [State.CANCELLED, State.EXPIRED, State.REJECTED])
def test_ending_takes_back_everything_it_made(target: State, ann: User) -> None:
    enrolment, phone = joined(ann)

    assert end(fresh(enrolment), target)
    assert not end(fresh(enrolment), State.CANCELLED)

    test = ApprovalRequest.objects.get()
    assert (test.state, PhoneAccount.objects.get().state) == (RequestState.CANCELLED, "ended")
    assert phone.shown() == []
    assert AuditEvent.objects.filter(tag=f"user:enrolment:{target}").count() == 1
    invariants.check()


def test_an_active_phone_cannot_be_ended_by_its_enrolment(ann: User) -> None:
    enrolment, phone = joined(ann)
    answer_test(enrolment, phone)

    assert not end(fresh(enrolment), State.CANCELLED)
    assert PhoneAccount.objects.get().is_usable
