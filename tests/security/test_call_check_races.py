"""What a caller confirmed is concluded once, however many look at once (T08)."""

from __future__ import annotations

import functools

import pytest

from accounts.audit.models import AuditEvent
from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.approvals.models import ApprovalRequest
from devices.call_checks import checking
from devices.call_checks.models import CallCheck
from tests.security.conftest import AT_ONCE
from tests.support.at_once import Crowd
from tests.support.people import make_person, make_tenant
from tests.support.phones import phone_of

pytestmark = pytest.mark.both_databases


@pytest.fixture
def nordljus(transactional_db: None) -> Tenant:
    return make_tenant()


def test_t08_a_call_check_that_is_concluded_many_times_at_once_is_concluded_once(
    nordljus: Tenant, ann: User, threads: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:  # G04
    monkeypatch.setattr("devices.approvals.moves._end", lambda _request: None)
    phone = phone_of(ann)
    phone.tell_capabilities()
    helper = make_person(nordljus, "helle", role="helpdesk")
    check = checking.ask(ann, by=helper, sees_phones=True, network="")
    phone.says_yes(check.request)

    threads.run([functools.partial(checking.conclude, check.request_id)] * AT_ONCE)

    assert CallCheck.objects.get().result == CallCheck.Result.CONFIRMED
    assert ApprovalRequest.objects.get(pk=check.request_id).state == "consumed"
    assert AuditEvent.objects.filter(tag="user:call_check:confirmed").count() == 1
