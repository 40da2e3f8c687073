"""Android, by a Google of our own that looks at what Google looks at."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from pytest_django import Settings

from devices.push import deliver
from devices.push.contract import Address, AddressGone, NotTaken, Refused, TryLater, Wake
from devices.push.native.fcm import NotCredentials, account_in
from tests.support.chromium_push import Says
from tests.support.native_push import Google, failed, serving

HANDLE = "0f9c2c35-4c6f-4d4f-8b6c-1d6a3f0e2b11"
REQUEST = Wake(what="request", handle=HANDLE, seconds_left=57)
APP = Address(phone_id="a", kind="fcm", data={"address": "registered:APA91b"})


@pytest.fixture
def google(settings: Settings) -> Iterator[Google]:
    made = Google()
    with serving(made) as url:
        settings.PUSH_STAND_IN = url
        settings.FCM_CREDENTIALS = json.dumps(made.account)
        yield made


def test_an_app_gets_a_data_message_that_lives_as_long_as_the_request(google: Google) -> None:
    deliver.wake(APP, REQUEST)

    assert google.messages == [
        {
            "token": "registered:APA91b",
            "data": {"v": "1", "what": "request", "r": HANDLE, "tag": f"request-{HANDLE}"},
            "android": {"priority": "HIGH", "ttl": "57s", "collapse_key": f"request-{HANDLE}"},
        }
    ]


def test_google_is_asked_for_access_once(google: Google) -> None:
    for _ in range(3):
        deliver.wake(APP, REQUEST)

    assert (len(google.messages), google.asked_for_access) == (3, 1)


def test_access_that_ends_soon_is_asked_for_again(google: Google) -> None:
    google.access_seconds = 60
    for _ in range(2):
        deliver.wake(APP, REQUEST)

    assert google.asked_for_access == 2


def test_access_that_is_refused_is_asked_for_again_the_next_time(google: Google) -> None:
    deliver.wake(APP, REQUEST)
    google.access.clear()

    with pytest.raises(Refused) as refused:
        deliver.wake(APP, REQUEST)
    deliver.wake(APP, REQUEST)

    assert refused.value.is_ours
    assert (len(google.messages), google.asked_for_access) == (2, 2)


def test_an_app_that_is_gone_is_gone(google: Google) -> None:
    google.apps.clear()

    with pytest.raises(AddressGone, match="answered 404 UNREGISTERED"):
        deliver.wake(APP, REQUEST)


@pytest.mark.parametrize(
    ("says", "kind", "is_ours"),
    [
        (failed(400, "INVALID_ARGUMENT"), Refused, False),
        (failed(403, "SENDER_ID_MISMATCH"), Refused, False),
        (Says(403), Refused, True),
        (Says(404), Refused, True),
        (failed(429, "QUOTA_EXCEEDED"), TryLater, None),
        (failed(500, "INTERNAL"), TryLater, None),
        (Says(503, {"Retry-After": "30"}, b"<html>"), TryLater, None),
    ],
)
def test_what_google_refuses(google: Google, says: Says, kind: type[NotTaken], is_ours: bool | None) -> None:
    google.says = says

    with pytest.raises(kind) as raised:
        deliver.wake(APP, REQUEST)

    assert getattr(raised.value, "is_ours", None) == is_ours
    assert getattr(raised.value, "seconds", 0) in (0, 2, 30)


def test_a_service_account_that_google_does_not_know_is_our_own_fault(
    google: Google, settings: Settings
) -> None:
    settings.FCM_CREDENTIALS = json.dumps(Google().account | {"client_email": "x"})

    with pytest.raises(Refused, match="no such service account") as refused:
        deliver.wake(APP, REQUEST)

    assert refused.value.is_ours


def test_with_a_clock_years_off_google_knows_nobody(google: Google) -> None:
    with time_machine.travel(datetime(2019, 1, 1, tzinfo=UTC)):
        assert google.answer("/token", {}, b"grant_type=x&assertion=y").status == 400


@pytest.mark.parametrize(
    "text", ["", "x", "[]", "{}", '{"private_key": "x", "project_id": "a", "client_email": "b"}']
)
def test_credentials_that_are_none(text: str) -> None:
    with pytest.raises(NotCredentials):
        account_in(text)
