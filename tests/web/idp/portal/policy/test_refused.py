"""What cannot be saved: a policy that leaves somebody no way in, settings that cannot be, others' groups (E07, E10)."""

from typing import Any

import pytest

from accounts.users.models import User
from tests.support.pages import read
from tests.support.people import allow, make_personal, policy_of, turn_off
from tests.support.sessions import PHONE_PROOF
from tests.web.idp.portal.conftest import Organisation, SignIn
from tests.web.idp.portal.policy.writing import address_of, changes_written_down, save, send


@pytest.mark.parametrize(
    "changes",
    [
        {"password-for": "off"},
        {"password-for": "groups", "password-include": "own"},
        {"password-exclude": "own"},
        {"phone-for": "groups"},
        {"phone-for": ""},
        {"phone-for": "sometimes"},
    ],
)
def test_a_policy_that_leaves_somebody_no_way_in_cannot_be_saved(
    nordljus: Organisation, sign_in: SignIn, changes: dict[str, Any]
) -> None:
    sent = {key: [nordljus.group.pk] if value == "own" else value for key, value in changes.items()}
    browser = sign_in(nordljus.admin)
    before = policy_of(nordljus.tenant)

    response = save(browser, nordljus, sent)

    assert response.status_code == 200
    assert "Nothing is saved yet" in response.content.decode()
    assert policy_of(nordljus.tenant) == before


@pytest.mark.parametrize("left_out", [True, False])
def test_two_steps_that_somebody_could_not_make_cannot_be_asked(
    nordljus: Organisation, operator: User, sign_in: SignIn, *, left_out: bool
) -> None:  # E10
    browser = sign_in(operator)
    if left_out:
        allow(nordljus.tenant, "authenticator_code", exclude=[nordljus.group])
    else:
        turn_off(nordljus.tenant, "authenticator_code")

    page = read(save(browser, nordljus, {"two_step-for": "everyone"}))

    assert "Two-step verification needs ways on for everyone" in page.text
    assert not policy_of(nordljus.tenant)["two_step"]


@pytest.mark.parametrize(
    "changes",
    [
        [{"password-for": "off"}],
        [{"two_step-for": "everyone"}],
        [{"two_step-for": "everyone"}, {"password-for": "off"}],
    ],
)
def test_with_phone_sign_in_for_everyone_passwords_may_go_and_two_steps_be_asked(
    nordljus: Organisation, sign_in: SignIn, changes: list[dict[str, Any]]
) -> None:
    turn_off(nordljus.tenant, "authenticator_code")
    allow(nordljus.tenant, "phone")
    browser = sign_in(nordljus.admin, PHONE_PROOF)

    answers = [save(browser, nordljus, change) for change in changes]

    assert {answer.status_code for answer in answers} == {302}
    assert len(changes_written_down()) == len(changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"phone-number_known": "approve"},
        {"phone-number_new": "approve"},
        {"phone-digits": "4"},
        {"phone-request_life_seconds": "29"},
        {"phone-request_life_seconds": "301"},
        {"phone-unlock": "none"},
    ],
)
def test_values_outside_the_limits_are_refused(
    nordljus: Organisation, sign_in: SignIn, changes: dict[str, Any]
) -> None:
    before = policy_of(nordljus.tenant)

    response = save(sign_in(nordljus.admin), nordljus, changes)

    assert response.status_code == 200
    assert "field-problem" in response.content.decode()
    assert policy_of(nordljus.tenant) == before


def test_what_this_organisation_could_never_save_is_no_choice(
    nordljus: Organisation, operator: User, sign_in: SignIn
) -> None:  # E07
    browser = sign_in(operator)
    personal = make_personal()

    pages = [browser.get(address_of(tenant, "phone")) for tenant in (nordljus.tenant, personal)]

    offered = [
        [value for value, _words in page.context["form"]["phone-number_known"].field.choices]
        for page in pages
    ]
    assert offered == [["choose", "type"], ["choose", "type", "approve"]]


def test_a_setting_that_is_wrong_is_told_though_the_method_is_turned_off(
    nordljus: Organisation, sign_in: SignIn
) -> None:
    sent = {"phone-for": "off", "phone-request_life_seconds": "10"}

    page = send(sign_in(nordljus.admin), nordljus, sent).content.decode()

    assert 'id="id_phone-request_life_seconds_error"' in page


@pytest.mark.parametrize("name", ["phone-include", "phone-exclude"])
def test_another_organisations_group_cannot_be_named(
    nordljus: Organisation, fjordbank: Organisation, sign_in: SignIn, name: str
) -> None:
    groups = {"phone-include": [nordljus.group.pk]} | {name: [nordljus.group.pk, fjordbank.group.pk]}

    response = save(sign_in(nordljus.admin), nordljus, {"phone-for": "groups"} | groups)

    assert response.status_code == 200
    assert policy_of(nordljus.tenant)["phone.for"] == "off"
