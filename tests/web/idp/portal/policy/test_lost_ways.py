"""Whoever would lose the last or the second way in is counted and named before anything is saved (E23)."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from django.test import Client

from accounts.users.models import User
from devices.otp.models import AuthenticatorApp
from devices.otp.source import MOST_WRONG
from devices.phones.services import suspend_account, unregister
from tests.support.authenticators import authenticator_of
from tests.support.pages import read
from tests.support.people import allow, make_disabled, make_group, make_person, policy_of, turn_off
from tests.web.idp.portal.conftest import Organisation, SignIn, add_phone
from tests.web.idp.portal.policy.writing import answer, save, send

NO_PASSWORDS = {"password-for": "off"}
TWO_STEPS = {"two_step-for": "everyone"}
ONE_LOSES_ALL = "1 person loses the last way in and then needs a one-time link from you: {}"
SOME_LOSE_ALL = "{} people lose their last way in and then need a one-time link from you: {}"
ONE_IS_LEFT_WITH_ONE = "1 person is left with a single way in: {}"
ANN, BO, CIA = (f"{name}@nordljus.example" for name in ("ann", "bo", "cia"))


@pytest.fixture
def operators_browser(nordljus: Organisation, operator: User, sign_in: SignIn) -> Client:
    """An operator's. In Nordljus Ann has a phone and a password, the admin both too, Bo a password only."""
    allow(nordljus.tenant, "phone")
    turn_off(nordljus.tenant, "authenticator_code")
    add_phone(nordljus.admin)
    make_person(nordljus.tenant, "bo")
    return sign_in(operator)


def asked(browser: Client, organisation: Organisation, changes: Mapping[str, object]) -> str:
    """The confirmation, in words; nothing is saved by asking for it."""
    before = policy_of(organisation.tenant)
    page = read(send(browser, organisation, changes))
    assert page.heading == "People will notice this"
    assert policy_of(organisation.tenant) == before
    return page.text


def test_without_passwords_whoever_has_no_phone_loses_all_and_who_has_one_keeps_one(
    nordljus: Organisation, operators_browser: Client
) -> None:
    text = asked(operators_browser, nordljus, NO_PASSWORDS)

    assert ONE_LOSES_ALL.format(BO) in text
    assert f"2 people are left with a single way in: admin@nordljus.example, {ANN}" in text


def test_nothing_is_saved_until_it_is_confirmed(nordljus: Organisation, operators_browser: Client) -> None:
    question = send(operators_browser, nordljus, NO_PASSWORDS).content.decode()
    was_on = policy_of(nordljus.tenant)["password.for"]

    answer(operators_browser, nordljus, question)

    assert was_on == "everyone"
    assert policy_of(nordljus.tenant)["password.for"] == "off"


def test_two_steps_take_the_last_way_of_whoever_can_show_one(
    nordljus: Organisation, operators_browser: Client
) -> None:
    allow(nordljus.tenant, "authenticator_code")
    authenticator_of(make_person(nordljus.tenant, "cia"))

    text = asked(operators_browser, nordljus, TWO_STEPS)

    lost = text.partition("people are asked for two steps")[0]
    assert ONE_LOSES_ALL.format(BO) in lost
    assert CIA not in lost, "a password and a code are two steps"


def test_it_is_asked_first_though_only_last_ways_are_lost(
    nordljus: Organisation, operators_browser: Client
) -> None:
    turn_off(nordljus.tenant, "phone")
    allow(nordljus.tenant, "authenticator_code")

    text = asked(operators_browser, nordljus, TWO_STEPS)

    assert "3 people lose their last way in" in text
    assert "single way in" not in text


def test_it_is_asked_first_though_only_second_ways_are_lost(
    nordljus: Organisation, operators_browser: Client
) -> None:
    User.objects.filter(username=BO).delete()

    text = asked(operators_browser, nordljus, TWO_STEPS)

    assert "2 people are left with a single way in" in text, "the phone, without which a password is one step"
    assert "last way in" not in text


def test_where_two_steps_are_asked_no_code_leaves_whoever_has_no_phone_outside(
    nordljus: Organisation, operators_browser: Client
) -> None:
    allow(nordljus.tenant, "authenticator_code")
    authenticator_of(make_person(nordljus.tenant, "cia"))
    authenticator_of(nordljus.member)
    save(operators_browser, nordljus, TWO_STEPS)

    text = asked(operators_browser, nordljus, {"authenticator_code-for": "off"})

    assert ONE_LOSES_ALL.format(CIA) in text
    assert ONE_IS_LEFT_WITH_ONE.format(ANN) in text, "what is left hangs on the phone"


def test_a_code_that_no_sign_in_asks_for_is_no_way_in(
    nordljus: Organisation, operators_browser: Client
) -> None:
    allow(nordljus.tenant, "authenticator_code")
    authenticator_of(make_person(nordljus.tenant, "cia"))

    text = asked(operators_browser, nordljus, {"authenticator_code-for": "off"})

    assert "single way in" not in text
    assert "last way in" not in text


def test_outside_the_chosen_groups_a_way_is_lost(nordljus: Organisation, operators_browser: Client) -> None:
    chosen = {
        "phone-for": "groups",
        "phone-include": [make_group(nordljus.tenant, "Crew", nordljus.admin).pk],
    }

    assert ONE_IS_LEFT_WITH_ONE.format(ANN) in asked(operators_browser, nordljus, chosen)


def test_in_a_group_that_is_left_out_a_way_is_lost(nordljus: Organisation, operators_browser: Client) -> None:
    text = asked(operators_browser, nordljus, {"phone-exclude": [nordljus.group.pk]})

    assert ONE_IS_LEFT_WITH_ONE.format(ANN) in text
    assert "last way in" not in text


def test_a_suspended_phone_is_no_way_in(nordljus: Organisation, operators_browser: Client) -> None:
    suspend_account(nordljus.phone, actor=nordljus.member)

    text = asked(operators_browser, nordljus, NO_PASSWORDS)

    assert SOME_LOSE_ALL.format(2, f"{ANN}, {BO}") in text


def test_a_phone_that_is_not_enabled_is_no_way_in(nordljus: Organisation, operators_browser: Client) -> None:
    unregister(nordljus.phone)

    text = asked(operators_browser, nordljus, NO_PASSWORDS)

    assert SOME_LOSE_ALL.format(2, f"{ANN}, {BO}") in text


def test_a_spent_authenticator_app_is_no_second_step(
    nordljus: Organisation, operators_browser: Client
) -> None:
    allow(nordljus.tenant, "authenticator_code")
    _, app = authenticator_of(make_person(nordljus.tenant, "cia"))
    AuthenticatorApp.objects.filter(pk=app.pk).update(wrong_in_a_row=MOST_WRONG)

    text = asked(operators_browser, nordljus, TWO_STEPS)

    assert SOME_LOSE_ALL.format(2, f"{BO}, {CIA}") in text


def test_who_may_not_sign_in_anyway_and_who_is_elsewhere_loses_nothing(
    nordljus: Organisation, fjordbank: Organisation, operators_browser: Client
) -> None:
    make_disabled(nordljus.tenant)
    make_person(nordljus.tenant, "link-only", password=None)

    text = asked(operators_browser, nordljus, NO_PASSWORDS)

    assert ONE_LOSES_ALL.format(BO) in text
    assert "fjordbank" not in text


def test_at_most_ten_are_named_and_all_are_counted(nordljus: Organisation, operators_browser: Client) -> None:
    for number in range(11):
        make_person(nordljus.tenant, f"person-{number:02}")

    text = asked(operators_browser, nordljus, NO_PASSWORDS)

    named = ", ".join([BO, *(f"person-{number:02}@nordljus.example" for number in range(9))])
    assert SOME_LOSE_ALL.format(12, f"{named} and 2 more") in text
    assert "person-09" not in text


def test_a_change_by_which_nobody_loses_a_way_names_nobody(
    nordljus: Organisation, operators_browser: Client
) -> None:
    text = asked(operators_browser, nordljus, {"authenticator_code-for": "everyone"})

    assert ".example" not in text.replace("you@operators.example", "")
