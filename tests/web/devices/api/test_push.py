"""PUT and DELETE phone/push/, POST phone/push/test/, and what GET phone/ says of it."""

from typing import Any

import pytest
from django_tasks_db.models import DBTaskResult

from devices.addresses.models import PhoneAddress
from devices.addresses.trying import MOST_TESTS, send_test
from devices.push.keys import services as keys
from devices.simulator.calls import CallRefused
from devices.simulator.phone import AccountOnPhone
from tests.support.phones import SigningPhone
from tests.support.push_service import PushService
from tests.web.devices.api.calling import call, check_refused

pytestmark = pytest.mark.django_db
PATH = "phone/push/"


def put(phone: SigningPhone, said: dict[str, Any]) -> Any:
    return phone.calls.call(method="PUT", path=PATH, body=said)


def test_a_phone_says_where_it_can_be_woken_and_is_told_how_that_stands(
    phone: SigningPhone, account: AccountOnPhone, push_service: PushService
) -> None:
    before = phone.refresh()["push"]

    answer = put(phone, push_service.subscribe().as_sent(language="sv"))

    assert before == {"kind": None, "state": "none", "since": None}
    assert (answer["push"]["kind"], answer["push"]["state"]) == ("webpush", "untested")
    assert phone.refresh()["push"] == answer["push"]
    assert PhoneAddress.objects.get().language == "sv"


def test_a_phone_that_is_not_to_be_woken_says_so(
    phone: SigningPhone, account: AccountOnPhone, push_service: PushService
) -> None:
    put(phone, push_service.subscribe().as_sent())

    for _ in range(2):
        phone.calls.call(method="DELETE", path=PATH)

    assert phone.refresh()["push"]["state"] == "none"


def test_the_key_to_subscribe_with_is_told_where_there_is_one(
    phone: SigningPhone, account: AccountOnPhone
) -> None:
    without = phone.refresh()["web_push_key"]
    made = keys.make()

    assert without == ""
    assert phone.refresh()["web_push_key"] == made


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "smoke"},
        {"kind": None},
        {"kind": ["webpush"]},
        {"endpoint": "http://fcm.googleapis.com/x"},
        {"endpoint": "https://fcm.googleapis.com/" + "x" * 1024},
        {"endpoint": 7},
        {"p256dh": "+/"},
        {"auth": "A" * 23},
        {"language": "Swedish!"},
        {"language": "sv" * 20},
        {"address": "abc"},
    ],
)
def test_what_is_not_an_address_is_malformed(
    phone: SigningPhone, account: AccountOnPhone, push_service: PushService, change: dict[str, Any]
) -> None:
    with pytest.raises(CallRefused) as refused:
        put(phone, {**push_service.subscribe().as_sent(), **change})

    assert refused.value.code == "malformed"
    assert PhoneAddress.objects.count() == 0


@pytest.mark.parametrize("body", [b"{}", b"[]", b'{"kind": "webpush"}', b"x" * 40_000])
def test_a_body_of_another_shape_is_malformed(
    phone: SigningPhone, account: AccountOnPhone, body: bytes
) -> None:
    check_refused(call(phone, PATH, body, method="PUT"), body[:20].decode())


def test_t24_an_address_of_no_push_service_is_refused(
    phone: SigningPhone, account: AccountOnPhone, push_service: PushService
) -> None:
    with pytest.raises(CallRefused) as refused:
        put(phone, {**push_service.subscribe().as_sent(), "endpoint": "https://intranet.example/x"})

    assert (refused.value.status, refused.value.code) == (403, "push_address_refused")


@pytest.mark.parametrize("kind", ["fcm", "apns"])
def test_a_kind_that_was_not_set_up_is_refused(
    phone: SigningPhone, account: AccountOnPhone, kind: str
) -> None:
    with pytest.raises(CallRefused) as refused:
        put(phone, {"kind": kind, "address": "abc:DEF-1", "language": "en"})

    assert (refused.value.status, refused.value.code) == (409, "push_not_offered")


@pytest.mark.parametrize("address", ["a/../../x", "a b", "", "x" * 1025, "a?b"])
def test_an_address_of_a_store_leads_nowhere_else(
    phone: SigningPhone, account: AccountOnPhone, address: str
) -> None:
    with pytest.raises(CallRefused) as refused:
        put(phone, {"kind": "apns", "address": address, "language": "en"})

    assert refused.value.code == "malformed"


def test_a_test_is_left_to_the_worker_and_only_so_often(
    phone: SigningPhone, account: AccountOnPhone, push_service: PushService
) -> None:
    put(phone, push_service.subscribe().as_sent())
    for _ in range(MOST_TESTS):
        phone.calls.call(method="POST", path="phone/push/test/")

    with pytest.raises(CallRefused) as refused:
        phone.calls.call(method="POST", path="phone/push/test/")

    assert (refused.value.status, refused.value.code) == (429, "too_many_tries")
    assert DBTaskResult.objects.filter(task_path=send_test.module_path).count() == MOST_TESTS


def test_a_test_of_what_is_off_says_so(phone: SigningPhone, account: AccountOnPhone) -> None:
    with pytest.raises(CallRefused) as refused:
        phone.calls.call(method="POST", path="phone/push/test/")

    assert refused.value.code == "push_not_registered"


def test_i10_what_a_phone_is_told_holds_no_address(
    phone: SigningPhone, account: AccountOnPhone, push_service: PushService
) -> None:
    subscription = push_service.subscribe()
    put(phone, subscription.as_sent())

    assert subscription.token not in str(phone.refresh())
