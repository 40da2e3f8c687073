"""A strength that some of those it is required of could never show cannot be saved, by whatever road (E10)."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.policy.changing import PolicyImpossible
from accounts.tenants.models import Tenant
from tests.support.people import allow, make_group, make_tenant, policy_of, set_part, switch_off

SAFE = {"strength": "phishing_resistant", "state": "on"}


@pytest.fixture
def tenant(db: None) -> Tenant:
    return make_tenant(methods=["password", "phone"])


def wrong_with(tenant: Tenant, **strengths: Any) -> list[str]:
    """The fields that cannot be; nothing where it is saved."""
    try:
        set_part(tenant, "strengths", **strengths)
    except PolicyImpossible as refusal:
        return list(refusal.problems)
    return []


def test_what_nobody_could_prove_is_required_for_no_application(tenant: Tenant) -> None:
    portal = SAFE | {"application": "portal"}

    assert wrong_with(tenant, applications=[portal]) == ["strengths.portal_strength"]
    assert policy_of(tenant)["strengths.applications"] == []

    allow(tenant, "passkey")
    assert wrong_with(tenant, applications=[portal]) == []


def test_what_is_only_reported_may_be_out_of_reach(tenant: Tenant) -> None:  # E15
    assert wrong_with(tenant, groups=[SAFE | {"state": "reported"}]) == []


def test_of_everybody_only_what_all_of_them_may_use_is_required(tenant: Tenant) -> None:
    crew = make_group(tenant, "Crew")
    allow(tenant, "passkey", include=[crew])

    assert wrong_with(tenant, groups=[SAFE]) == ["strengths.rule1_strength"]
    assert wrong_with(tenant, groups=[SAFE | {"include": [crew.pk]}]) == []


def test_of_a_group_it_is_not_required_where_some_of_them_might_be_left_out(tenant: Tenant) -> None:
    crew, rest = make_group(tenant, "Crew"), make_group(tenant, "Rest")
    allow(tenant, "passkey", include=[crew], exclude=[rest])

    assert wrong_with(tenant, groups=[SAFE | {"include": [crew.pk]}]) == ["strengths.rule1_strength"]


def test_then_the_way_that_makes_it_cannot_be_turned_off(tenant: Tenant) -> None:
    allow(tenant, "passkey")
    set_part(tenant, "strengths", groups=[SAFE])

    with pytest.raises(PolicyImpossible):
        switch_off(tenant, "passkey")


def test_a_set_is_reached_by_two_ways_of_which_one_begins(tenant: Tenant) -> None:
    sets = [{"key": "ab", "name": "Code", "any_of": [["authenticator_code", "password"]]}]
    rule = {"strength": "ab", "state": "on"}
    assert wrong_with(tenant, sets=sets, groups=[rule]) == ["strengths.rule1_strength"]

    allow(tenant, "authenticator_code")
    assert wrong_with(tenant, sets=sets, groups=[rule]) == []


@pytest.mark.parametrize(
    ("own", "field"),
    [
        ({"key": "ab", "name": " ", "any_of": [["phone"]]}, "strengths.set_ab_name"),
        ({"key": "ab", "name": "x" * 61, "any_of": [["phone"]]}, "strengths.set_ab_name"),
        ({"key": "ab", "name": "Two\nlines", "any_of": [["phone"]]}, "strengths.set_ab_name"),
        ({"key": "ab", "name": "None", "any_of": []}, "strengths.set_ab_ways"),
        ({"key": "ab", "name": "Empty", "any_of": [[]]}, "strengths.set_ab_ways"),
    ],
)
def test_a_set_has_a_name_and_ways(tenant: Tenant, own: dict[str, Any], field: str) -> None:
    assert wrong_with(tenant, sets=[own]) == [field]


def test_two_sets_are_not_called_the_same_and_there_are_only_so_many(tenant: Tenant) -> None:
    def many(names: list[str]) -> list[dict[str, Any]]:
        return [{"key": f"k{n}", "name": name, "any_of": [["phone"]]} for n, name in enumerate(names)]

    assert wrong_with(tenant, sets=many(["Night", "night"])) == [
        "strengths.set_k0_name",
        "strengths.set_k1_name",
    ]
    assert wrong_with(tenant, sets=many([str(n) for n in range(21)])) == ["strengths.sets"]
    assert wrong_with(tenant, groups=[{"strength": "two_step"}] * 9) == ["strengths.groups"]


def test_a_strength_that_is_required_is_there(tenant: Tenant) -> None:
    gone = {"strength": "gone", "state": "off"}

    assert wrong_with(tenant, groups=[gone]) == ["strengths.rule1_strength"]
