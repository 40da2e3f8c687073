"""iPhone, by an Apple of our own that looks at what Apple looks at."""

import time
from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from pytest_django import Settings

from devices.push import deliver
from devices.push.contract import Address, AddressGone, NotTaken, Refused, TryLater, Wake
from devices.push.native import apns
from devices.push.native.apns import NotAKey, key_in
from tests.support.chromium_push import Says
from tests.support.native_push import Apple, pem, refused, serving

HANDLE = "0f9c2c35-4c6f-4d4f-8b6c-1d6a3f0e2b11"
REQUEST = Wake(what="request", handle=HANDLE, seconds_left=57)
DEVICE = "00fc13adff785122b4ad28809a3420982341241421348097878e577c991de8f0"
PHONE = Address(phone_id="a", kind="apns", data={"address": DEVICE}, language="sv")


@pytest.fixture
def apple(settings: Settings) -> Iterator[Apple]:
    made = Apple()
    with serving(made) as url:
        settings.PUSH_STAND_IN = url
        settings.APNS_KEY = pem(made.key)
        settings.APNS_KEY_ID, settings.APNS_TEAM_ID = made.key_id, made.team_id
        settings.APNS_TOPIC = made.topic
        yield made


def test_an_iphone_shows_it_in_its_language_until_the_request_ends(apple: Apple) -> None:
    deliver.wake(PHONE, REQUEST)

    [(headers, payload)] = apple.notifications
    assert 55 <= int(headers["apns-expiration"]) - time.time() <= 58
    assert (headers["apns-priority"], headers["apns-collapse-id"]) == ("10", f"request-{HANDLE}")
    assert payload == {
        "aps": {
            "alert": {
                "title": "Är det du?",
                "body": "Någon loggar in med ditt konto. Öppna Handslag för att svara.",
            },
            "mutable-content": 1,
            "sound": "default",
        },
        "v": 1,
        "what": "request",
        "r": HANDLE,
    }


def test_that_it_is_over_makes_no_sound(apple: Apple) -> None:
    deliver.wake(PHONE, Wake(what="over", handle=HANDLE, seconds_left=9))

    [(headers, payload)] = apple.notifications
    assert headers["apns-collapse-id"] == f"request-{HANDLE}"
    assert "sound" not in payload["aps"]


def test_a_token_is_used_again(apple: Apple, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        deliver.wake(PHONE, REQUEST)
    monkeypatch.setattr(apns, "TOKEN_KEPT_SECONDS", 0)
    deliver.wake(PHONE, REQUEST)

    assert len(apple.tokens) == 4
    assert len(set(apple.tokens)) == 2


def test_a_token_that_apple_calls_expired_is_made_anew_once_it_may_be(
    apple: Apple, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver.wake(PHONE, REQUEST)
    monkeypatch.setattr(apns, "TOKEN_KEPT_AT_LEAST_SECONDS", 0)
    apple.says = [refused(403, "ExpiredProviderToken")]

    deliver.wake(PHONE, REQUEST)

    assert len(apple.notifications) == 2
    assert len(set(apple.tokens)) == 2


def test_a_token_of_less_than_twenty_minutes_is_not_changed(apple: Apple) -> None:
    apple.says = [refused(403, "ExpiredProviderToken")]

    with pytest.raises(TryLater):
        deliver.wake(PHONE, REQUEST)
    deliver.wake(PHONE, REQUEST)

    assert len(set(apple.tokens)) == 1


def test_an_app_that_is_gone_is_gone(apple: Apple) -> None:
    apple.devices.clear()

    with pytest.raises(AddressGone, match="answered 410 Unregistered"):
        deliver.wake(PHONE, REQUEST)


@pytest.mark.parametrize(
    ("says", "kind", "is_ours"),
    [
        (refused(400, "BadDeviceToken"), Refused, False),
        (refused(400, "TopicDisallowed"), Refused, False),
        (refused(403, "InvalidProviderToken"), Refused, True),
        (Says(404), Refused, False),
        (refused(413, "PayloadTooLarge"), Refused, False),
        (refused(429, "TooManyRequests"), TryLater, None),
        (refused(500, "InternalServerError"), TryLater, None),
        (Says(503, {"Retry-After": "30"}, b"<html>"), TryLater, None),
    ],
)
def test_what_apple_refuses(apple: Apple, says: Says, kind: type[NotTaken], is_ours: bool | None) -> None:
    apple.says = [says]

    with pytest.raises(kind) as raised:
        deliver.wake(PHONE, REQUEST)

    assert getattr(raised.value, "is_ours", None) == is_ours


def test_a_key_of_another_team_is_our_own_fault(apple: Apple, settings: Settings) -> None:
    settings.APNS_KEY = pem(ec.generate_private_key(ec.SECP256R1()))

    with pytest.raises(Refused, match="InvalidProviderToken") as raised:
        deliver.wake(PHONE, REQUEST)

    assert raised.value.is_ours


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        pem(rsa.generate_private_key(65537, 2048)),
        pem(ec.generate_private_key(ec.SECP384R1())),
    ],
)
def test_keys_that_are_none(text: str) -> None:
    with pytest.raises(NotAKey):
        key_in(text)
