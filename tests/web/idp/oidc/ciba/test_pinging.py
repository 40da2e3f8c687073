"""An application is told when it may ask (G03): once a phone has answered, at the address that it named, bounded."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from pytest_django import Settings

from accounts.tenants.models import Tenant
from accounts.users.models import User
from idp.oidc.applications.settings.checking import CannotBeApplication
from idp.oidc.ciba.models import BackchannelRequest
from tests.support.asking import age
from tests.support.commit import committed
from tests.support.hook_server import HookServer
from tests.support.phones import SigningPhone
from tests.support.relying import RelyingParty, make_application, question, tell_due

ADDRESS = "https://bank.example/told?of=this"
TOKEN = "8d67dc78-7faa-4d41-aabd-67707b374255"


@pytest.fixture
def bank(nordljus: Tenant) -> RelyingParty:
    return make_application(nordljus, name="Bank", delivery="ping", notification_uri=ADDRESS)


def asks(bank: RelyingParty, who: User, **fields: str) -> str:
    response = bank.ask_phone(login_hint=who.username, client_notification_token=TOKEN, **fields)
    assert response.status_code == 200, response.content
    return str(response.json()["auth_req_id"])


def make_due() -> None:
    """Its pause is over."""
    BackchannelRequest.objects.update(ping_due_at=F("ping_due_at") - timedelta(minutes=1))


def kept() -> dict[str, Any]:
    """What is kept of what is to be told."""
    names = ("encrypted_notification_token", "encrypted_id", "ping_due_at")
    return dict(BackchannelRequest.objects.values(*names).get())


NOTHING = {"encrypted_notification_token": "", "encrypted_id": "", "ping_due_at": None}


@pytest.mark.parametrize("says", ["says_yes", "says_no", "says_not_me"])
def test_g03_an_application_is_told_when_a_phone_has_answered(
    bank: RelyingParty,
    phone: SigningPhone,
    ann: User,
    hook_server: HookServer,
    says: str,
) -> None:
    asked = asks(bank, ann)
    tell_due()
    assert hook_server.told == []

    with committed():
        getattr(phone, says)(question())
    tell_due()

    [told] = hook_server.told
    assert (told.path, told.said) == ("/told?of=this", {"auth_req_id": asked})
    assert told.headers["authorization"] == f"Bearer {TOKEN}"
    assert told.headers["host"] == "bank.example"
    assert told.headers["content-type"] == "application/json"
    assert kept() == NOTHING
    assert bank.poll(asked).status_code == (200 if says == "says_yes" else 400)


def test_g03_what_nobody_answered_is_told_when_its_time_is_over(
    bank: RelyingParty, phone: SigningPhone, ann: User, hook_server: HookServer
) -> None:
    asked = asks(bank, ann)
    age(question(), seconds=200)
    BackchannelRequest.objects.update(ping_due_at=F("ping_due_at") - timedelta(seconds=200))

    tell_due()

    assert [told.said for told in hook_server.told] == [{"auth_req_id": asked}]


def test_g03_what_is_not_taken_is_told_again_a_few_times(
    bank: RelyingParty, phone: SigningPhone, ann: User, hook_server: HookServer
) -> None:
    hook_server.always = 500
    asks(bank, ann)
    BackchannelRequest.objects.update(ping_due_at=F("ping_due_at") - timedelta(hours=1))

    for _ in range(8):
        tell_due()
        make_due()

    assert len(hook_server.told) == 5
    assert kept() == NOTHING


def test_g03_not_before_its_pause_is_over(
    bank: RelyingParty, phone: SigningPhone, ann: User, hook_server: HookServer
) -> None:
    hook_server.answers = [503]
    asks(bank, ann)
    BackchannelRequest.objects.update(ping_due_at=F("ping_due_at") - timedelta(hours=1))

    tell_due()
    tell_due()
    assert len(hook_server.told) == 1
    make_due()
    tell_due()

    assert len(hook_server.told) == 2
    assert kept() == NOTHING


def test_t24_a_redirect_is_not_followed(
    bank: RelyingParty, phone: SigningPhone, ann: User, hook_server: HookServer
) -> None:
    hook_server.always, hook_server.headers = 302, {"Location": "https://elsewhere.example/"}
    asks(bank, ann)
    BackchannelRequest.objects.update(ping_due_at=F("ping_due_at") - timedelta(hours=1))

    tell_due()

    assert len(hook_server.told) == 1
    assert kept()["ping_due_at"] is not None


def test_t24_an_address_that_leads_home_is_told_nothing(
    bank: RelyingParty, phone: SigningPhone, ann: User, hook_server: HookServer, settings: Settings
) -> None:
    type(bank.application).objects.update(notification_uri="https://localhost/told")
    asks(bank, ann)
    BackchannelRequest.objects.update(ping_due_at=F("ping_due_at") - timedelta(hours=1))
    settings.PUSH_STAND_IN = ""

    tell_due()

    assert hook_server.told == []
    assert BackchannelRequest.objects.get().ping_tries == 1


def test_g03_one_that_hangs_has_one_in_hand(
    bank: RelyingParty, phone: SigningPhone, ann: User, hook_server: HookServer
) -> None:
    asks(bank, ann)
    asks(bank, ann)
    BackchannelRequest.objects.update(ping_due_at=F("ping_due_at") - timedelta(hours=1))

    tell_due()

    assert len(hook_server.told) == 1


@pytest.mark.parametrize("token", ["", "no blanks", "a" * 1025, "\xe5"])
def test_g03_without_a_token_it_could_not_know_that_it_is_us(
    bank: RelyingParty, phone: SigningPhone, ann: User, token: str
) -> None:
    answer = bank.ask_phone(login_hint=ann.username, client_notification_token=token)

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize(
    "facts",
    [
        {"delivery": "push"},
        {"delivery": "ping"},
        {"delivery": "poll", "notification_uri": ADDRESS},
        {"notification_uri": ADDRESS},
        {"delivery": "ping", "notification_uri": "http://bank.example/told"},
        {"delivery": "ping", "notification_uri": "https://127.0.0.1/told"},
        {"delivery": "ping", "notification_uri": "https://bank.example:8443/told"},
        {"delivery": "poll", "kind": "native"},
        {"delivery": "poll", "kind": "single_page"},
    ],
)
def test_t24_what_cannot_be_told_cannot_be_added(nordljus: Tenant, facts: dict[str, str]) -> None:
    with pytest.raises(CannotBeApplication):
        make_application(nordljus, **facts)
