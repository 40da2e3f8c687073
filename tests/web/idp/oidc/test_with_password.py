"""An application that cannot take phone sign-in gets a password and a second step (A14)."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.policy.changing import PolicyImpossible
from accounts.tenants.models import Tenant
from accounts.users.models import User
from tests.support.pages import answer, browser, read, wish_of, write_password, write_username
from tests.support.people import allow, change_policy, policy_of, set_part, switch_off
from tests.support.phones import SigningPhone, account_of, phone_of
from tests.support.relying import RelyingParty, make_application
from tests.support.sessions import PHONE_PROOF, signed_in

PASSWORD, PHONE, LIST = "/sign-in/password/", "/sign-in/phone/", "/sign-in/choose-method/"


@pytest.fixture
def phone(ann: User) -> SigningPhone:
    allow(ann.tenant, "phone")
    set_part(ann.tenant, "offering", strongest_first=True)
    return phone_of(ann)


@pytest.fixture
def old(nordljus: Tenant) -> RelyingParty:
    """One that is marked."""
    marked = make_application(nordljus, name="Old mail program")
    mark(marked)
    return marked


def mark(party: RelyingParty, strength: str = "with_password") -> None:
    rule = {"application": party.application.key, "strength": strength, "state": "on"}
    set_part(party.application.tenant, "strengths", applications=[rule])


def begin(client: Client, party: RelyingParty, name: str) -> str:
    """Somebody is sent here, and writes their name; return the address of what they are asked first."""
    asked = party.start(client).page
    return write_username(client, name, wish=wish_of(asked)).address


def test_a14_it_begins_with_the_password_and_asks_the_phone_as_the_second_step(
    old: RelyingParty, payroll: RelyingParty, ann: User, phone: SigningPhone
) -> None:
    client = browser()

    first = begin(client, old, ann.username)
    second = write_password(client)
    half = old.start(client, prompt="none").answer
    answer(phone, second.number)
    client.post(PHONE)

    assert begin(browser(), payroll, ann.username) == PHONE
    assert (first, second.address) == (PASSWORD, PHONE)
    assert half["error"] == "login_required"
    assert "code" in old.start(client).answer


def test_a14_a_stranger_is_shown_what_counts_whoever_they_say_they_are(
    old: RelyingParty, payroll: RelyingParty, ann: User, phone: SigningPhone
) -> None:  # A18
    def shown(party: RelyingParty, name: str) -> set[str]:
        client = browser()
        begin(client, party, name)
        forms = read(client.get(LIST)).forms
        return {form.fields["method"] for form in forms if "method" in form.fields}

    for name in (ann.username, "nobody@nordljus.example"):
        assert "phone" in shown(payroll, name)
        assert "phone" not in shown(old, name)


def test_a14_whoever_signed_in_with_the_phone_is_asked_for_more_there(
    old: RelyingParty, payroll: RelyingParty, ann: User, phone: SigningPhone
) -> None:
    client = signed_in(ann, PHONE_PROOF, device=account_of(ann))

    refused = old.start(client)

    assert (refused.page.status, refused.answer) == (403, {})
    assert old.start(client, prompt="none").answer["error"] == "interaction_required"
    assert "code" in payroll.start(client).answer


def test_a14_turning_phone_sign_in_on_turns_two_step_verification_off_for_nobody(
    old: RelyingParty, ann: User
) -> None:
    change_policy(ann.tenant, two_step=True)
    phone_of(ann)

    client, elsewhere = browser(), browser()
    begin(client, old, ann.username)
    write_username(elsewhere, ann.username)

    assert policy_of(ann.tenant)["two_step"] is True
    assert write_password(client).address == PHONE
    assert write_password(elsewhere).address == PHONE


def test_a14_where_two_steps_are_asked_of_nobody_they_are_asked_there(
    old: RelyingParty, ann: User, phone: SigningPhone
) -> None:
    change_policy(ann.tenant, two_step=False)
    client = browser()

    assert begin(client, old, ann.username) == PASSWORD
    assert write_password(client).address == PHONE
    assert old.start(client, prompt="none").answer["error"] == "login_required"


def test_a14_it_is_marked_only_where_somebody_could_sign_in_to_it(
    payroll: RelyingParty, ann: User, phone: SigningPhone
) -> None:
    mark(payroll)

    with pytest.raises(PolicyImpossible):
        switch_off(ann.tenant, "password")
