"""An act that waits for a second person, agreed to and ended by many at once: it is carried out once (E22, T06)."""

from __future__ import annotations

import functools
from collections.abc import Callable

import pytest

from accounts.audit.models import AuditEvent
from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.approvals.models import ApprovalRequest
from devices.four_eyes import asking
from devices.four_eyes.looking import conclude_due, look
from devices.four_eyes.models import AskedAct
from devices.phones.models import Phone
from tests.support.asking import CONTEXT, new_binding
from tests.support.at_once import Crowd
from tests.support.people import make_person, make_tenant
from tests.support.phones import SigningPhone, phone_of

pytestmark = pytest.mark.both_databases
State = AskedAct.State


class Second:
    """An admin with a phone, on which the act is shown already."""

    def __init__(self, tenant: Tenant, name: str) -> None:
        self.user: User = make_person(tenant, name, role="tenant_admin")
        self.phone: SigningPhone = phone_of(self.user)
        Phone.objects.filter(pk=self.phone.row.pk).update(capabilities=["act", "details"])

    def looks(self, asked: AskedAct) -> Callable[[], object]:
        """What their answer will be, not sent yet."""
        request: ApprovalRequest = look(
            asked, by=self.user, binding=new_binding(), network="192.0.2.7", context=CONTEXT
        )
        approval = self.phone.approval(self.phone.see(request), number=request.number)
        return functools.partial(self.phone.send, request, approval)


@pytest.fixture
def tenant(transactional_db: None) -> Tenant:
    return make_tenant()


@pytest.fixture
def asked(tenant: Tenant) -> AskedAct:
    """Somebody is to be made helpdesk."""
    asks = make_person(tenant, "asks", role="tenant_admin")
    person = make_person(tenant, "ann")
    return asking.ask("appoint", tenant=tenant, by=asks, person=person, values={"role": "helpdesk"})


def how_often_done() -> int:
    return AuditEvent.objects.filter(tag="user:account:changed").count()


def test_t06_of_two_who_agree_at_once_one_carries_it_out(
    tenant: Tenant, asked: AskedAct, threads: Crowd
) -> None:
    answers = [Second(tenant, name).looks(asked) for name in ("two", "three")]

    threads.run([*answers, conclude_due, conclude_due])
    conclude_due()

    asked.refresh_from_db()
    assert (asked.state, how_often_done()) == (State.DONE, 1)
    assert User.objects.get(username__startswith="ann@").role == "helpdesk"


def test_t06_withdrawn_while_somebody_agrees_it_is_one_of_both(
    tenant: Tenant, asked: AskedAct, threads: Crowd
) -> None:
    answer = Second(tenant, "two").looks(asked)

    threads.run([answer, functools.partial(asking.withdraw, asked, by=asked.asked_by)])
    conclude_due()

    asked.refresh_from_db()
    role = User.objects.get(username__startswith="ann@").role
    assert (asked.state, role) in {(State.DONE, "helpdesk"), (State.WITHDRAWN, "member")}
    assert how_often_done() == (asked.state == State.DONE)
