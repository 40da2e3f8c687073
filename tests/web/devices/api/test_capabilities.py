"""What an app says that it can show, and how old it is."""

from typing import Any

import pytest
from pytest_django import Settings

from accounts.users.models import User
from devices.simulator.calls import CallRefused
from devices.simulator.phone import AccountOnPhone
from tests.support.asking import ask
from tests.support.phones import SigningPhone


def tell(phone: SigningPhone, **body: Any) -> Any:
    return phone.calls.call(method="PUT", path="phone/capabilities/", body=body)


def test_what_is_told_is_kept_and_shown(phone: SigningPhone, account: AccountOnPhone) -> None:
    answer = tell(phone, capabilities=["details", "what_comes"], app_version=12)

    assert answer == {"capabilities": ["details"], "app_version": 12, "minimum_app_version": 1}
    told = phone.refresh()["phone"]
    assert (told["capabilities"], told["app_version"]) == (["details"], 12)


def test_it_is_replaced_whole_and_may_be_told_again(phone: SigningPhone, account: AccountOnPhone) -> None:
    phone.tell_capabilities()

    assert phone.tell_capabilities()["capabilities"] == ["act", "call", "ciba", "details"]
    assert tell(phone, capabilities=[], app_version=1)["capabilities"] == []


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"capabilities": ["details"]},
        {"capabilities": "details", "app_version": 1},
        {"capabilities": {"details": 1}, "app_version": 1},
        {"capabilities": [7], "app_version": 1},
        {"capabilities": ["Details"], "app_version": 1},
        {"capabilities": [""], "app_version": 1},
        {"capabilities": ["x" * 33], "app_version": 1},
        {"capabilities": ["details\n"], "app_version": 1},
        {"capabilities": ["details"] * 33, "app_version": 1},
        {"capabilities": [], "app_version": 0},
        {"capabilities": [], "app_version": 1_000_000},
        {"capabilities": [], "app_version": "1"},
        {"capabilities": [], "app_version": True},
        {"capabilities": [], "app_version": 1, "more": 1},
    ],
    ids=lambda body: repr(body)[:60],
)
def test_t11_anything_else_is_malformed_and_changes_nothing(
    body: dict[str, Any], phone: SigningPhone, account: AccountOnPhone
) -> None:
    tell(phone, capabilities=["details"], app_version=3)

    with pytest.raises(CallRefused) as refused:
        tell(phone, **body)

    assert (refused.value.status, refused.value.code) == (400, "malformed")
    told = phone.refresh()["phone"]
    assert (told["capabilities"], told["app_version"]) == (["details"], 3)


def test_t17_a_phone_that_is_not_known_tells_nothing() -> None:
    with pytest.raises(CallRefused) as refused:
        SigningPhone().tell_capabilities()

    assert refused.value.status == 401


def test_c10_an_app_too_old_is_told_so_until_it_was_updated(
    ann: User, phone: SigningPhone, account: AccountOnPhone, settings: Settings
) -> None:
    asked = ask(ann)
    settings.MINIMUM_APP_VERSIONS = {phone.platform: "2"}
    [request] = phone.requests()

    assert phone.refresh()["minimum_app_version"] == 2
    with pytest.raises(CallRefused) as refused:
        phone.approve(request, number=asked.number)
    assert (refused.value.status, refused.value.code) == (403, "app_outdated")

    tell(phone, capabilities=[], app_version=2)
    assert phone.approve(request, number=asked.number) == "approved"
