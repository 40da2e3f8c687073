"""Phones are told apart by name, and their person may call them something else (D03)."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.audit.models import AuditEvent
from accounts.tenants.models import Tenant
from accounts.tenants.names import LONGEST_NAME
from accounts.users.models import User
from devices.phones.models import Phone
from tests.support.pages import browser, read, sign_in_by_password
from tests.support.people import make_person
from tests.support.phones import SigningPhone, account_of, phone_of
from tests.support.sessions import PHONE_PROOF, make_stale, signed_in

PHONES = "/security-info/phones/"


@pytest.fixture
def own(ann: User) -> Client:
    """Ann's browser, signed in by her phone."""
    phone_of(ann, label="Chrome on Android")
    return signed_in(ann, PHONE_PROOF, device=account_of(ann))


def rename(client: Client, user: User, name: str) -> str:
    """Gives the phone this name; what the page that follows says."""
    address = f"{PHONES}{account_of(user).pk}/rename/"
    return read(client.post(address, {"name": name}, follow=True)).text


def test_a_second_phone_of_the_same_make_gets_a_number(own: Client, ann: User) -> None:  # D03
    for _ in range(2):
        phone_of(ann, label="Chrome on Android")

    page = read(own.get("/security-info/")).text

    names = sorted(ann.phoneaccount_set.values_list("name", flat=True))
    assert names == ["Chrome on Android", "Chrome on Android 2", "Chrome on Android 3"]
    assert "Chrome on Android 3" in page


def test_two_people_may_each_have_one_of_the_same_name(own: Client, nordljus: Tenant) -> None:  # D03
    bo = make_person(nordljus, "bo")
    phone_of(bo, label="Chrome on Android")

    assert account_of(bo).name == "Chrome on Android"


def test_its_person_renames_it_and_every_page_calls_it_so(own: Client, ann: User) -> None:  # D03
    assert "Saved. This phone is called Work phone now." in rename(own, ann, " Work\u202e phone ")

    for address in ("/security-info/", PHONES, f"/security-info/remove/phone/{account_of(ann).pk}/"):
        assert "Work phone" in read(own.get(address)).text
    assert Phone.objects.get().label == "Chrome on Android", "what the phone calls itself stays"
    event = AuditEvent.objects.get(tag="user:phone:renamed")
    assert event.details == {"changed": {"phone": ["Chrome on Android", "Work phone"]}}


def test_two_accounts_on_one_phone_are_named_apart(
    own: Client, ann: User, nordljus: Tenant
) -> None:  # D03, T09
    bo = make_person(nordljus, "bo")
    shared = SigningPhone(label="Tablet")
    shared.add(bo, enable=False)
    shared.add(ann, enable=False)

    own.post(f"{PHONES}{ann.phoneaccount_set.get(name='Tablet').pk}/rename/", {"name": "Kitchen"})

    assert account_of(bo).name == "Tablet"


def test_a_name_that_another_phone_has_gets_a_number(own: Client, ann: User) -> None:  # D03
    phone_of(ann, label="Work phone")
    mine = ann.phoneaccount_set.get(name="Chrome on Android")

    own.post(f"{PHONES}{mine.pk}/rename/", {"name": "Work phone"})

    mine.refresh_from_db()
    assert mine.name == "Work phone 2"


@pytest.mark.parametrize("name", ["", "   ", "\u202e\u200b", "x" * (LONGEST_NAME + 1)])
def test_a_name_that_nobody_could_read_is_refused(own: Client, ann: User, name: str) -> None:  # T26
    rename(own, ann, name)

    assert account_of(ann).name == "Chrome on Android"


def test_nobody_elses_phone_is_renamed_and_none_without_fresh_proof(
    own: Client, ann: User, nordljus: Tenant
) -> None:  # T23, D02
    stranger = browser()
    sign_in_by_password(stranger, make_person(nordljus, "bo"))
    rename(stranger, ann, "Mine")
    make_stale(own)
    rename(own, ann, "Late")

    assert account_of(ann).name == "Chrome on Android"
