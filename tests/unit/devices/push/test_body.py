"""What arrives: one body for all browsers, opaque, in the phone's language."""

import json

import pytest
from pytest_django import Settings

from devices.push.body import declarative, language_near, words_of
from devices.push.contract import Wake, What

HANDLE = "0f9c2c35-4c6f-4d4f-8b6c-1d6a3f0e2b11"
REQUEST = Wake(what="request", handle=HANDLE, seconds_left=60)


def test_a03_a_browser_is_told_that_something_waits_and_which_and_no_more(settings: Settings) -> None:
    settings.PUBLIC_URL = "https://id.nordljus.example"

    told = json.loads(declarative(REQUEST, language="en"))

    assert told == {
        "web_push": 8030,
        "notification": {
            "title": "Is this you?",
            "body": "Somebody signs in with your account. Open Handslag to answer.",
            "lang": "en",
            "dir": "ltr",
            "tag": f"request-{HANDLE}",
            "navigate": f"https://id.nordljus.example/authenticator/#request={HANDLE}",
            "silent": False,
            "data": {"v": 1, "what": "request", "r": HANDLE},
            "app_badge": 1,
        },
        "app_badge": 1,
        "mutable": True,
    }


def test_that_it_is_over_takes_the_place_of_the_question() -> None:
    over = json.loads(declarative(Wake(what="over", handle=HANDLE, seconds_left=60), language="en"))

    assert over["notification"]["tag"] == f"request-{HANDLE}"
    assert over["notification"]["data"] == {"v": 1, "what": "over", "r": HANDLE}
    assert over["app_badge"] == over["notification"]["app_badge"] == 0


def test_a_test_is_about_no_request_and_counts_none() -> None:
    test = json.loads(declarative(Wake(what="test", seconds_left=60), language="en"))

    assert test["notification"]["tag"] == "test"
    assert test["notification"]["navigate"].endswith("/authenticator/")
    assert "app_badge" not in test


@pytest.mark.parametrize("what", ["request", "over", "test"])
def test_it_speaks_the_phones_language(what: What) -> None:
    wake = Wake(what=what, seconds_left=60)

    english, swedish = words_of(wake, language="en"), words_of(wake, language="sv-FI")

    assert all(one and other and one != other for one, other in zip(english, swedish, strict=True))


@pytest.mark.parametrize(
    ("phone", "ours"), [("sv", "sv"), ("sv-FI", "sv"), ("EN-gb", "en"), ("tlh", "en"), ("x", "en")]
)
def test_a_language_that_we_have_not_is_answered_in_ours(phone: str, ours: str) -> None:
    assert language_near(phone) == ours
