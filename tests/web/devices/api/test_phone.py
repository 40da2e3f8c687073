"""What the app is told of its phone and the accounts on it."""

from typing import Any

from django.conf import settings

from accounts.users.models import User
from devices.phones.services import suspend_account
from devices.simulator.phone import AccountOnPhone
from tests.support.asking import offered
from tests.support.people import make_person, make_tenant, turn_off
from tests.support.phones import SigningPhone, row_of


def told(phone: SigningPhone) -> list[dict[str, Any]]:
    accounts: list[dict[str, Any]] = phone.refresh()["accounts"]
    return accounts


def test_c02_an_account_is_told_with_its_organisation_its_state_and_what_may_be_done(
    ann: User, phone: SigningPhone, account: AccountOnPhone
) -> None:
    assert told(phone) == [
        {
            "id": account.id,
            "tenant": {"id": str(ann.tenant.pk), "name": "Nordljus", "kind": "organisation"},
            "username": "ann@nordljus.example",
            "display_name": "Ann",
            "state": "active",
            "phone_name": "Ann's phone",
            "phone_sign_in": {"enabled": True, "allowed": True, "reasons": []},
            "unlock": {
                "mode": "pin",
                "credential_id": row_of(account).unlock_credential_id,
                "modes": ["platform", "pin"],
            },
            "app_lock": False,
            "codes": {"state": "off", "allowed": False},
        }
    ]


def test_the_phone_is_told_about_itself(phone: SigningPhone, account: AccountOnPhone) -> None:
    answer = phone.refresh()

    assert answer["phone"] == {
        "id": phone.id,
        "label": phone.label,
        "platform": phone.platform,
        "state": "active",
        "app_version": 1,
        "capabilities": [],
    }
    assert answer["minimum_app_version"] == settings.MINIMUM_APP_VERSION  # C10


def test_b01_what_stands_in_the_way_is_told_with_its_reason(
    ann: User, phone: SigningPhone, account: AccountOnPhone
) -> None:
    phone.unregister(account)
    turn_off(ann.tenant, "phone")

    [listed] = told(phone)

    assert not listed["phone_sign_in"]["allowed"]
    assert [reason["code"] for reason in listed["phone_sign_in"]["reasons"]] == ["policy_off"]
    assert "Ask your admin" in listed["phone_sign_in"]["reasons"][0]["text"]


def test_b04_an_account_whose_test_is_under_way_says_so(ann: User, phone: SigningPhone) -> None:
    phone.claim(offered(ann)[1])
    phone.complete(unlock="pin")

    assert [listed["state"] for listed in told(phone)] == ["testing"]


def test_c03_an_account_removed_on_the_web_is_shown_as_ended(
    phone: SigningPhone, account: AccountOnPhone
) -> None:
    phone.remove(account)

    [listed] = told(phone)

    assert listed["state"] == "ended"
    assert listed["phone_sign_in"] == {"enabled": False, "allowed": False, "reasons": []}


def test_an_account_added_again_is_told_once(ann: User, phone: SigningPhone, account: AccountOnPhone) -> None:
    phone.remove(account)
    again = phone.add(ann)

    assert [listed["id"] for listed in told(phone)] == [again.id]


def test_d03_an_account_reported_lost_is_shown_as_suspended(
    ann: User, phone: SigningPhone, account: AccountOnPhone
) -> None:
    suspend_account(row_of(account), actor=ann)

    assert [listed["state"] for listed in told(phone)] == ["suspended"]
    assert phone.requests() == []


def test_t09_keys_name_the_issuer_they_sign_for(phone: SigningPhone, account: AccountOnPhone) -> None:
    other = make_tenant("sydsol")
    phone.add(make_person(other), enable=False)

    keys = phone.refresh()["jwks"]["keys"]

    issuers = {key["iss"] for key in keys}
    assert len(issuers) == 2
    assert f"{settings.PUBLIC_URL}/tenants/{other.pk}" in issuers
    assert all(set(key) == {"kty", "crv", "x", "y", "kid", "alg", "use", "iss"} for key in keys)


def test_i10_no_private_key_and_no_digest_is_told(phone: SigningPhone, account: AccountOnPhone) -> None:
    words = str(phone.refresh())

    assert "'d'" not in words
    assert row_of(account).phone.token_digest not in words
    assert row_of(account).unlock_public_key not in words
