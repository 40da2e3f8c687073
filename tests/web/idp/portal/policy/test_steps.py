"""Two-step verification and trusted networks as an admin sets them: for whom, with what it does shown first (E09)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.policy.changing import policy_as_it_stands
from accounts.policy.history.models import KeptPolicy
from accounts.policy.steps.groups import KEY as GROUPS
from accounts.policy.steps.trusted import KEY as TRUSTED
from accounts.users.models import User
from tests.support.authenticators import authenticator_of
from tests.support.pages import Page, read
from tests.support.people import allow, change_policy, make_person, policy_of, set_part
from tests.web.idp.portal.conftest import Organisation, SignIn
from tests.web.idp.portal.policy.writing import address, answer, changes_written_down, glance, save, send

OFFICE = "203.0.113.0/24 Office"
BO = "bo@nordljus.example"


@pytest.fixture
def portal(nordljus: Organisation, sign_in: SignIn) -> Client:
    """The admin's browser; Bo is in no group."""
    bo = make_person(nordljus.tenant, "bo")
    authenticator_of(bo)
    return sign_in(nordljus.admin)


def for_group(organisation: Organisation, **more: Any) -> dict[str, Any]:
    return {"two_step-for": "groups", "two_step-include": [organisation.group.pk], **more}


def asked(browser: Client, organisation: Organisation, changes: dict[str, Any]) -> Page:
    """What it does, shown before it is saved."""
    before = policy_of(organisation.tenant)
    page = read(send(browser, organisation, changes))
    assert page.heading == "People will notice this"
    assert policy_of(organisation.tenant) == before
    return page


def test_it_is_off_for_groups_or_for_everyone_and_written_down(
    nordljus: Organisation, portal: Client
) -> None:
    save(portal, nordljus, for_group(nordljus))
    for_some = policy_of(nordljus.tenant)
    save(portal, nordljus, {"two_step-for": "everyone"})
    for_all = policy_of(nordljus.tenant)
    save(portal, nordljus, {"two_step-for": "off"})

    name = nordljus.group.name
    assert (for_some["two_step"], for_some[f"{GROUPS}.include"]) == (True, [name])
    assert (for_all["two_step"], for_all[f"{GROUPS}.include"]) == (True, [])
    assert not policy_of(nordljus.tenant)["two_step"]
    assert changes_written_down()[0] == {"two_step": [False, True], f"{GROUPS}.include": [[], [name]]}


def test_turned_off_the_groups_are_kept_for_the_next_time(nordljus: Organisation, portal: Client) -> None:
    save(portal, nordljus, for_group(nordljus))

    save(portal, nordljus, {"two_step-for": "off"})

    assert policy_of(nordljus.tenant)[f"{GROUPS}.include"] == [nordljus.group.name]


def test_for_groups_at_least_one_is_chosen(nordljus: Organisation, portal: Client) -> None:
    page = read(send(portal, nordljus, {"two_step-for": "groups"}))

    assert "Choose at least one group, or turn it off." in page.text
    assert not policy_of(nordljus.tenant)["two_step"]


def test_who_is_asked_for_more_is_counted_and_named_before_it_is_saved(
    nordljus: Organisation, portal: Client
) -> None:  # E23
    allow(nordljus.tenant, "phone")
    page = asked(portal, nordljus, for_group(nordljus))

    assert (
        f"1 person is asked for two steps from the next sign-in on: {nordljus.member.username}" in page.text
    )
    assert BO not in page.text


def test_who_is_asked_for_less_is_counted_and_named_too(
    nordljus: Organisation, portal: Client
) -> None:  # E23
    allow(nordljus.tenant, "phone")
    change_policy(nordljus.tenant, two_step=True)

    page = asked(portal, nordljus, for_group(nordljus))

    assert "2 people are asked for one step alone from their next sign-in on" in page.text
    assert BO in page.text


def test_who_could_not_make_two_steps_and_is_not_asked_loses_nothing(
    nordljus: Organisation, portal: Client
) -> None:  # E23, E10
    allow(nordljus.tenant, "phone")
    make_person(nordljus.tenant, "cia")

    page = asked(portal, nordljus, for_group(nordljus))

    assert "loses the last way in" not in page.text
    assert "1 person loses the last way in" in asked(portal, nordljus, {"two_step-for": "everyone"}).text


def test_ways_need_be_on_only_for_those_of_whom_it_is_asked(
    nordljus: Organisation, operator: User, sign_in: SignIn
) -> None:  # E10
    allow(nordljus.tenant, "authenticator_code", include=[nordljus.group])
    browser = sign_in(operator)

    save(browser, nordljus, for_group(nordljus))
    for_some = policy_of(nordljus.tenant)["two_step"]
    page = read(save(browser, nordljus, {"two_step-for": "everyone"}))

    assert for_some
    assert "Two-step verification needs ways on for everyone of whom it is asked" in page.text


def test_its_page_and_the_glance_say_of_whom_it_is_asked(nordljus: Organisation, portal: Client) -> None:
    save(portal, nordljus, for_group(nordljus))

    page = read(portal.get(address(nordljus, "two_step")))
    glance_ = read(portal.get(glance(nordljus)))

    assert "Two steps are asked of 1 person." in page.text
    assert "A password alone is not enough" in glance_.text
    assert "For 1 group" in glance_.text
    assert read(portal.get(address(nordljus, GROUPS))).status == 404


def test_somebody_elses_change_of_its_groups_meanwhile_is_noticed(
    nordljus: Organisation, portal: Client
) -> None:  # E19
    before = portal.get(address(nordljus, "two_step")).context["stands"]
    set_part(nordljus.tenant, GROUPS, exclude=[nordljus.other.pk])

    response = send(portal, nordljus, {"two_step-for": "off"}, stands=before)

    assert response.status_code == 409


def test_a_network_is_trusted_once_it_is_seen_whom_it_spares(nordljus: Organisation, portal: Client) -> None:
    change_policy(nordljus.tenant, two_step=True)
    changes = {f"{TRUSTED}-is_on": "on", f"{TRUSTED}-networks": " 203.0.113.9/24  Office "}

    question = send(portal, nordljus, changes).content.decode()
    before = policy_of(nordljus.tenant)[f"{TRUSTED}.networks"]
    answer(portal, nordljus, question)

    assert "The second step is not asked there of 3 people of whom it is asked elsewhere." in question
    assert list(before) == []
    assert list(policy_of(nordljus.tenant)[f"{TRUSTED}.networks"]) == [OFFICE]
    assert changes_written_down()[-1] == {
        f"{TRUSTED}.is_on": [False, True],
        f"{TRUSTED}.networks": [[], [OFFICE]],
    }


def test_a_range_that_many_have_is_warned_of(nordljus: Organisation, portal: Client) -> None:  # E09
    changes = {f"{TRUSTED}-is_on": "on", f"{TRUSTED}-networks": "10.7.0.0/16 Inside\n203.0.113.0/24 Office"}

    page = asked(portal, nordljus, changes)

    assert "Look twice at 10.7.0.0/16: such addresses are used in many places." in page.text
    assert "The second step is not asked there of" not in page.text


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("8.0.0.0/7 Wide", "Wider than /8"),
        ("203.0.113.0/24 Office\n203.0.113.0/25 Floor", "These overlap"),
        ("127.0.0.1 Here", "comes from there"),
        ("Office", "Write a network and what you call it"),
        ("x" * 200, "This line is too long"),
        ("", "Write at least one network, or turn this off."),
    ],
)
def test_what_cannot_be_trusted_is_said_and_nothing_is_saved(
    nordljus: Organisation, portal: Client, line: str, told: str
) -> None:  # E09
    page = read(save(portal, nordljus, {f"{TRUSTED}-is_on": "on", f"{TRUSTED}-networks": line}))

    assert told in page.text
    assert not policy_of(nordljus.tenant)[f"{TRUSTED}.is_on"]


def test_putting_back_takes_the_trust_away_again(nordljus: Organisation, portal: Client) -> None:  # E09
    change_policy(nordljus.tenant, two_step=True)
    before = KeptPolicy.objects.latest("pk")
    set_part(nordljus.tenant, TRUSTED, is_on=True, networks=[OFFICE])
    kept = f"/portal/policy/{nordljus.tenant.pk}/history/{before.pk}/"

    question = portal.post(kept).content.decode()
    since = policy_as_it_stands(nordljus.tenant)
    portal.post(kept, {"confirmed": read_since(question)})

    assert since.parts[TRUSTED]["is_on"]
    assert not policy_of(nordljus.tenant)[f"{TRUSTED}.is_on"]


def read_since(question: str) -> str:
    return question.split('name="confirmed" value="')[1].split('"', maxsplit=1)[0]


def test_whoever_may_only_look_changes_nothing(nordljus: Organisation, sign_in: SignIn) -> None:  # E03
    reader = make_person(nordljus.tenant, "reader", role=User.Role.READER)

    response = save(sign_in(reader), nordljus, {f"{TRUSTED}-is_on": "on", f"{TRUSTED}-networks": OFFICE})

    assert response.status_code == 403
    assert not policy_of(nordljus.tenant)[f"{TRUSTED}.is_on"]
