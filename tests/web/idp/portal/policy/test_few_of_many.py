"""Where people are very many, whom a change meets is told of each where these are few, else estimated (E01, E23)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from accounts.users.models import User
from tests.support.pages import Page, read
from tests.support.passkeys import APPLE, SoftwareKey, passkey_of
from tests.support.people import allow, change_policy, make_group, make_person, set_part
from tests.web.idp.portal.conftest import Organisation, SignIn
from tests.web.idp.portal.policy.writing import address, save, send

pytestmark = pytest.mark.both_databases
ESTIMATED = "estimated"
SAFE, RULE = "phishing_resistant", "strengths-rule1"
YUBIKEY = "YubiKey 5 Series with NFC"


@pytest.fixture
def admin(nordljus: Organisation, sign_in: SignIn) -> Client:
    allow(nordljus.tenant, "passkey")
    return sign_in(nordljus.admin)


@pytest.fixture
def rare(nordljus: Organisation, many: None) -> User:
    """One of very many, alone in a group."""
    person = make_person(nordljus.tenant, "zz")
    make_group(nordljus.tenant, "Crew", person)
    return person


def asked(browser: Client, organisation: Organisation, changes: dict[str, Any]) -> Page:
    page = read(send(browser, organisation, changes))
    assert page.heading == "People will notice this"
    return page


def test_a_way_for_a_few_says_for_how_many(admin: Client, nordljus: Organisation, rare: User) -> None:  # E01
    change = {"phone-for": "groups", "phone-include": "Crew"}

    page = asked(admin, nordljus, change)
    save(admin, nordljus, change)

    assert "1 person meets phone sign-in at the next sign-in" in page.text
    assert ESTIMATED not in page.text
    told = read(admin.get(address(nordljus, "phone"))).text
    assert "1 person" in told
    assert "hardly anybody" not in told


def test_a_way_that_few_may_use_no_more_says_how_many(
    admin: Client, nordljus: Organisation, rare: User
) -> None:  # E01
    page = asked(admin, nordljus, {"passkey-exclude": "Crew"})

    assert "Passkeys: 1 person may no longer use it" in page.text
    assert ESTIMATED not in page.text


def test_a_strength_for_a_few_names_who_cannot_meet_it(
    admin: Client, nordljus: Organisation, rare: User
) -> None:  # E10, E23
    page = asked(admin, nordljus, {f"{RULE}_strength": SAFE, f"{RULE}_include": "Crew"})

    assert "Asked of 1 person." in page.text
    assert f"1 of them could not meet it with what they have now: {rare.username}" in page.text
    assert (
        f"1 person loses the last way in and then needs a one-time link from you: {rare.username}"
        in page.text
    )
    assert ESTIMATED not in page.text


def test_a_strength_for_everybody_is_estimated(
    admin: Client, nordljus: Organisation, rare: User
) -> None:  # E10, E23
    passkey_of(nordljus.admin)

    page = asked(admin, nordljus, {f"{RULE}_strength": SAFE})

    assert re.search(r"estimated Asked of \d+ people\.", page.text)
    assert re.search(r"estimated \d+ of them could not meet it", page.text)
    assert "All of them could meet it now." not in page.text


def test_one_that_everybody_who_is_looked_at_meets_says_no_more_than_that(
    admin: Client, nordljus: Organisation, rare: User
) -> None:  # E10
    for person in User.objects.filter(tenant=nordljus.tenant).order_by("pk")[:101]:
        passkey_of(person)

    page = asked(admin, nordljus, {f"{RULE}_strength": SAFE, f"{RULE}_state": "reported"})

    assert "All of those who were looked at could meet it now." in page.text


def test_two_steps_for_a_few_name_them(admin: Client, nordljus: Organisation, rare: User) -> None:  # E09, E23
    page = asked(admin, nordljus, {"two_step-for": "groups", "two_step-include": "Crew"})

    assert f"1 person is asked for two steps from the next sign-in on: {rare.username}" in page.text
    assert (
        f"1 person loses the last way in and then needs a one-time link from you: {rare.username}"
        in page.text
    )
    assert ESTIMATED not in page.text


def test_two_steps_for_everybody_are_estimated_on_each_page(
    admin: Client, nordljus: Organisation, rare: User
) -> None:  # E09, E23
    page = asked(admin, nordljus, {"two_step-for": "everyone"})
    change_policy(nordljus.tenant, two_step=True)
    set_part(nordljus.tenant, "trusted_networks", is_on=True, networks=["203.0.113.0/24 Office"])

    assert re.search(r"estimated \d+ people are asked for two steps", page.text)
    assert re.search(
        r"Two steps are asked of about \d+ people", read(admin.get(address(nordljus, "two_step"))).text
    )
    networks = read(admin.get(address(nordljus, "trusted_networks"))).text
    assert re.search(r"not asked there of about \d+ people of whom it is asked elsewhere", networks)


def test_a_setting_that_takes_what_few_have_names_them(
    admin: Client, nordljus: Organisation, rare: User
) -> None:  # E21, E23
    passkey_of(rare, SoftwareKey(aaguid=APPLE))
    User.objects.filter(pk=rare.pk).update(password="")

    page = asked(admin, nordljus, {"passkey-models": YUBIKEY})

    assert "1 person has a passkey that is taken no more" in page.text
    assert page.text.count(rare.username) == 2
    assert "1 person loses the last way in" in page.text
    assert ESTIMATED not in page.text
