"""The test notification."""

import pytest
from django_tasks_db.models import DBTaskResult

from accounts.refusals import TooManyTries
from devices.addresses.services import push_facts
from devices.addresses.trying import MOST_TESTS, NotRegistered, request_test, send_test
from devices.phones.tokens import suspend_phone
from devices.simulator.waking.subscription import Subscription
from tests.support.chromium_push import Says
from tests.support.phones import SigningPhone
from tests.support.push_service import PushService

pytestmark = pytest.mark.django_db


def test_the_worker_sends_it(
    phone: SigningPhone, subscription: Subscription, push_service: PushService
) -> None:
    request_test(phone.row)
    [left_to_the_worker] = DBTaskResult.objects.filter(task_path=send_test.module_path)
    send_test.call(phone.id)

    [told] = push_service.received(subscription)
    assert left_to_the_worker.args_kwargs["args"] == [phone.id]
    assert told["notification"]["tag"] == "test"
    assert told["notification"]["data"]["what"] == "test"
    assert push_facts(phone.row)["state"] == "working"


def test_one_that_fails_is_not_sent_again_and_the_state_says_so(
    phone: SigningPhone, subscription: Subscription, push_service: PushService
) -> None:
    push_service.says = Says(500)

    send_test.call(phone.id)

    assert (len(push_service.tried), push_facts(phone.row)["state"]) == (1, "failing")


def test_who_is_not_to_be_woken_is_told_so(phone: SigningPhone) -> None:
    with pytest.raises(NotRegistered):
        request_test(phone.row)


def test_a_phone_that_was_suspended_meanwhile_is_not_woken(
    phone: SigningPhone, subscription: Subscription, push_service: PushService
) -> None:
    suspend_phone(phone.row, why="test")

    send_test.call(phone.id)

    assert push_service.tried == []


def test_a_phone_may_try_only_so_often(phone: SigningPhone, subscription: Subscription) -> None:
    for _ in range(MOST_TESTS):
        request_test(phone.row)

    with pytest.raises(TooManyTries):
        request_test(phone.row)
