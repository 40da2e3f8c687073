"""H03: settings of notifications that are half there are said with what to do, before anybody relies on them."""

import json

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from pytest_django import Settings

from devices.push.keys import services as keys
from idp.checks.push import browsers_can_be_woken, phones_can_be_woken
from tests.support.native_push import Google, pem

APNS = {
    "APNS_KEY": pem(ec.generate_private_key(ec.SECP256R1())),
    "APNS_KEY_ID": "ABC123DEFG",
    "APNS_TEAM_ID": "DEF123GHIJ",
    "APNS_TOPIC": "example.nordljus.app",
}


def found() -> list[str | None]:
    messages = phones_can_be_woken()
    assert all(one.hint for one in messages)
    return [message.id for message in messages]


def test_nothing_set_is_a_choice_which_production_is_told(settings: Settings) -> None:
    settings.PUSH_CONTACT = ""
    trying_out = found()
    settings.PRODUCTION = True

    assert (trying_out, found()) == ([], ["idp.W007"])


def test_all_set_is_fine(settings: Settings) -> None:
    settings.FCM_CREDENTIALS = json.dumps(Google().account)
    for name, value in APNS.items():
        setattr(settings, name, value)

    assert found() == []


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("PUSH_CONTACT", "ops@nordljus.example", "idp.E030"),
        ("PUSH_HOSTS", ["*"], "idp.E031"),
        ("PUSH_HOSTS", ["https://fcm.googleapis.com"], "idp.E031"),
        ("PUSH_HOSTS", ["*.com"], "idp.E031"),
        ("PUSH_HOSTS", ["10.0.0.7"], "idp.E031"),
        ("PUSH_HOSTS", ["localhost"], "idp.E031"),
        ("FCM_CREDENTIALS", "/run/secrets/fcm.json", "idp.E033"),
        ("APNS_TOPIC", "example.nordljus.app", "idp.E034"),
    ],
)
def test_what_is_half_there_is_said(settings: Settings, name: str, value: object, message: str) -> None:
    setattr(settings, name, value)

    assert found() == [message]


def test_a_key_of_another_kind_is_said(settings: Settings) -> None:
    for name, value in {**APNS, "APNS_KEY": "x"}.items():
        setattr(settings, name, value)

    assert found() == ["idp.E035"]


def test_production_sends_to_no_stand_in(settings: Settings) -> None:
    settings.PUSH_STAND_IN = "http://127.0.0.1:1"
    trying_out = found()
    settings.PRODUCTION = True

    assert (trying_out, found()) == ([], ["idp.E032"])


@pytest.mark.django_db
def test_production_without_a_key_hears_that_nobodys_phone_rings(settings: Settings) -> None:
    trying_out = browsers_can_be_woken(databases=["default"])
    settings.PRODUCTION = True
    without_database = browsers_can_be_woken()
    [message] = browsers_can_be_woken(databases=["default"])
    keys.make()

    assert (trying_out, without_database, browsers_can_be_woken(databases=["default"])) == ([], [], [])
    assert message.id == "idp.W006"
    assert message.hint is not None
    assert "make_push_keys" in message.hint
