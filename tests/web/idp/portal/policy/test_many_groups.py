"""An organisation with thousands of groups: they are written or searched for, never ticked one by one (E02)."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.policy.facts import _tenant_with_rules
from accounts.policy.whom import MOST_GROUPS
from accounts.users.models import Group, User
from tests.support.pages import read
from tests.support.people import allow, make_group, policy_of, rule_of, set_part
from tests.web.idp.portal.conftest import Organisation, SignIn
from tests.web.idp.portal.policy.writing import address, glance, save, send

pytestmark = pytest.mark.both_databases
MANY = 500


@pytest.fixture
def portal(nordljus: Organisation, sign_in: SignIn) -> Client:
    return sign_in(nordljus.admin)


def groups_of(nordljus: Organisation, count: int, called: str) -> list[Group]:
    made = [Group(tenant=nordljus.tenant, name=f"{called} {n:04}") for n in range(count)]
    return Group.objects.bulk_create(made)


def test_500_and_500_groups_are_saved(nordljus: Organisation, portal: Client) -> None:  # E02
    included, excluded = (groups_of(nordljus, MANY, called) for called in ("Crew of", "Visitors of"))
    chosen = {
        "phone-for": "groups",
        "phone-include": "\n".join(group.name for group in included),
        "phone-exclude": "\r\n".join(group.name for group in excluded),
    }

    question = send(portal, nordljus, chosen, look="yes")
    response = save(portal, nordljus, chosen)

    rule = rule_of(nordljus.tenant, "phone")
    assert "Phone sign-in: for groups Added: Crew of 0000, Crew of 0001" in read(question).text
    assert "and 490 more" in read(question).text
    assert response.status_code == 302
    assert (len(rule.include), len(rule.exclude)) == (MANY, MANY)
    assert "For 500 groups, 500 groups left out" in read(portal.get(glance(nordljus))).text


def test_reading_the_policy_names_a_group_once_and_not_each_pair(nordljus: Organisation) -> None:
    included, excluded = (groups_of(nordljus, 40, called) for called in ("Crew of", "Visitors of"))
    [before] = _tenant_with_rules(nordljus.tenant.pk)

    allow(nordljus.tenant, "phone", include=included, exclude=excluded)

    [after] = _tenant_with_rules(nordljus.tenant.pk)
    told = [
        sum(len(groups) for rule in row.kept_rules for groups in (rule[3], rule[4]) if groups)
        for row in (before, after)
    ]
    assert told == [0, 80]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("Reception\nNobody's", "Not a group of this organisation: Nobody's"),
        ("\n".join(f"Group {n}" for n in range(12)), "Group 6, Group 7 …"),
        ("\n".join(f"Group {n}" for n in range(MOST_GROUPS + 1)), "At most 1000 groups."),
    ],
)
def test_what_is_no_group_is_said_and_nothing_saved(
    nordljus: Organisation, portal: Client, lines: str, said: str
) -> None:  # H08
    page = save(portal, nordljus, {"phone-for": "groups", "phone-include": lines})

    assert said in read(page).text
    assert policy_of(nordljus.tenant)["phone.for"] == "off"


def test_a_group_is_found_in_whatever_capitals_and_spaces(nordljus: Organisation, portal: Client) -> None:
    save(portal, nordljus, {"phone-for": "groups", "phone-include": "  reception \n\n"})

    assert rule_of(nordljus.tenant, "phone").include == {str(nordljus.other.pk)}


def test_the_search_finds_a_few_of_ones_own_and_only_for_who_may_change_the_policy(
    nordljus: Organisation, fjordbank: Organisation, operator: User, sign_in: SignIn
) -> None:  # T09
    groups_of(nordljus, 30, "Crew of")
    portal = sign_in(nordljus.admin)

    found = portal.get(f"{glance(nordljus)}groups/", {"q": "CREW"}).json()["groups"]
    none = portal.get(f"{glance(nordljus)}groups/", {"q": "fjordbank"}).json()["groups"]

    assert found == [f"Crew of {n:04}" for n in range(20)]
    assert none == []
    assert portal.get(f"{glance(fjordbank)}groups/").status_code == 404
    assert sign_in(nordljus.member).get(f"{glance(nordljus)}groups/").status_code == 403


def test_a_group_that_a_part_names_cannot_be_deleted(nordljus: Organisation, portal: Client) -> None:
    crew = make_group(nordljus.tenant, "Crew")
    set_part(nordljus.tenant, "registration", asks="enough", include=(crew.pk,))

    response = portal.post(f"/portal/groups/{crew.pk}/delete/", {"post": "yes"})

    assert response.status_code == 403
    assert Group.objects.filter(pk=crew.pk).exists()


def test_without_scripts_the_names_stand_one_a_line(nordljus: Organisation, portal: Client) -> None:
    allow(nordljus.tenant, "phone", include=[nordljus.other, nordljus.group])

    page = portal.get(address(nordljus, "phone")).content.decode()

    assert "Pilots of nordljus\nReception</textarea>" in page
