"""What the app is told of its phone and the accounts on it."""

from typing import Any

from django.conf import settings

from accounts.policy.models import MethodPolicy
from accounts.users.models import User
from devices.phones.services import suspend_account
from devices.simulator.phone import AccountOnPhone, SimulatedPhone
from tests.web.devices.api.people import (
    account_row,
    enrol,
    offered_code,
    organisation,
    person,
)


def told(phone: SimulatedPhone) -> list[dict[str, Any]]:
    accounts: list[dict[str, Any]] = phone.refresh()["accounts"]
    return accounts


def test_c02_an_account_is_told_with_its_organisation_its_state_and_what_may_be_done(
    ann: User, phone: SimulatedPhone, account: AccountOnPhone
) -> None:
    assert told(phone) == [
        {
            "id": account.id,
            "tenant": {"id": str(ann.tenant.pk), "name": "Nordljus", "kind": "organisation"},
            "username": "ann@nordljus.example",
            "display_name": "Ann",
            "state": "active",
            "phone_sign_in": {"enabled": True, "allowed": True, "reasons": []},
            "unlock": {
                "mode": "pin",
                "credential_id": account_row(account).unlock_credential_id,
                "modes": ["platform", "pin"],
            },
        }
    ]


def test_the_phone_is_told_about_itself(phone: SimulatedPhone, account: AccountOnPhone) -> None:
    answer = phone.refresh()

    assert answer["phone"] == {
        "id": phone.id,
        "label": phone.label,
        "platform": phone.platform,
        "state": "active",
    }
    assert answer["minimum_app_version"] == settings.MINIMUM_APP_VERSION


def test_b01_what_stands_in_the_way_is_told_with_its_reason(
    phone: SimulatedPhone, account: AccountOnPhone
) -> None:
    phone.unregister(account)
    MethodPolicy.objects.update(is_on=False)

    [listed] = told(phone)

    assert not listed["phone_sign_in"]["allowed"]
    assert [reason["code"] for reason in listed["phone_sign_in"]["reasons"]] == ["policy_off"]
    assert "Ask your admin" in listed["phone_sign_in"]["reasons"][0]["text"]


def test_b04_an_account_whose_test_is_under_way_says_so(ann: User, phone: SimulatedPhone) -> None:
    phone.claim(offered_code(ann))
    phone.complete(unlock="pin")

    assert [listed["state"] for listed in told(phone)] == ["testing"]


def test_c03_an_account_removed_on_the_web_is_shown_as_ended(
    phone: SimulatedPhone, account: AccountOnPhone
) -> None:
    phone.remove(account)

    [listed] = told(phone)

    assert listed["state"] == "ended"
    assert listed["phone_sign_in"] == {"enabled": False, "allowed": False, "reasons": []}


def test_an_account_added_again_is_told_once(
    ann: User, phone: SimulatedPhone, account: AccountOnPhone
) -> None:
    phone.remove(account)
    again = enrol(ann, phone)

    assert [listed["id"] for listed in told(phone)] == [again.id]


def test_d03_an_account_reported_lost_is_shown_as_suspended(
    ann: User, phone: SimulatedPhone, account: AccountOnPhone
) -> None:
    suspend_account(account_row(account), actor=ann)

    assert [listed["state"] for listed in told(phone)] == ["suspended"]
    assert phone.requests() == []


def test_t09_keys_name_the_issuer_they_sign_for(phone: SimulatedPhone, account: AccountOnPhone) -> None:
    other = organisation("sydsol")
    enrol(person("ann", other), phone, enable=False)

    keys = phone.refresh()["jwks"]["keys"]

    issuers = {key["iss"] for key in keys}
    assert len(issuers) == 2
    assert f"{settings.PUBLIC_URL}/tenants/{other.pk}" in issuers
    assert all(set(key) == {"kty", "crv", "x", "y", "kid", "alg", "use", "iss"} for key in keys)


def test_i10_no_private_key_and_no_digest_is_told(phone: SimulatedPhone, account: AccountOnPhone) -> None:
    words = str(phone.refresh())

    assert "'d'" not in words
    assert account_row(account).phone.token_digest not in words
    assert account_row(account).unlock_public_key not in words
