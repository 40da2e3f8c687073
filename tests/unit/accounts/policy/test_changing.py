"""Changing a policy: values in, rows and one event with what was before and after out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from accounts.audit.models import AuditEvent
from accounts.policy.changing import Policy, PolicyImpossible, change, in_plain_values, policy_as_it_stands
from accounts.policy.facts import allowance_of
from accounts.policy.rules import MethodRule
from accounts.tenants.models import Tenant
from accounts.users.models import User
from tests.support.people import make_bare, make_group, make_person, make_tenant, policy_of, rule_of

EVERYONE = MethodRule(is_on=True, for_everyone=True)


@pytest.fixture
def disa(nordljus: Tenant) -> User:
    """The admin who changes it."""
    return make_person(nordljus, "disa", role=User.Role.TENANT_ADMIN)


def with_rule(tenant: Tenant, key: str, rule: MethodRule) -> Policy:
    """The policy as it stands, but for one method."""
    stands = policy_as_it_stands(tenant)
    return replace(stands, methods={**stands.methods, key: rule})


def events() -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(tag="tenant:policy:changed").order_by("id"))


def test_what_is_wanted_stands_and_one_event_says_what_was_before_and_after(
    nordljus: Tenant, disa: User
) -> None:
    staff = make_group(nordljus, "Staff", disa)
    rule = MethodRule(is_on=True, include=frozenset({str(staff.pk)}), settings={"digits": 6})
    wanted = replace(with_rule(nordljus, "phone", rule), two_step=True)

    changed = change(nordljus, wanted, actor=disa)

    assert policy_as_it_stands(nordljus) == wanted
    assert changed == {
        "two_step": [False, True],
        "phone.for": ["everyone", "groups"],
        "phone.include": [[], ["Staff"]],
        "phone.digits": [2, 6],
        "phone.unlock": ["platform_or_pin", "platform"],
    }
    (event,) = events()
    assert (event.tenant, event.actor, event.subject) == (nordljus, disa, None)
    assert event.details == {"changed": changed}


def test_what_stands_already_is_no_change_and_no_event(nordljus: Tenant, disa: User) -> None:
    assert change(nordljus, policy_as_it_stands(nordljus), actor=disa) == {}

    assert events() == []


def test_a_default_that_is_written_out_is_no_change(nordljus: Tenant, disa: User) -> None:
    rule = replace(rule_of(nordljus, "phone"), settings={"unlock": "platform_or_pin"})

    assert change(nordljus, with_rule(nordljus, "phone", rule), actor=disa) == {}


def test_a_method_that_is_not_named_stays_as_it_was(nordljus: Tenant, disa: User) -> None:
    change(nordljus, Policy(methods={"authenticator_code": EVERYONE}), actor=disa)

    assert rule_of(nordljus, "password").is_on
    assert [event.details["changed"] for event in events()] == [
        {"authenticator_code.for": ["off", "everyone"]}
    ]


def test_put_back_with_the_same_verb(nordljus: Tenant, disa: User) -> None:
    before = policy_as_it_stands(nordljus)
    change(nordljus, with_rule(nordljus, "phone", MethodRule()), actor=disa)

    change(nordljus, before, actor=disa)

    assert policy_as_it_stands(nordljus) == before
    there, back = (event.details["changed"] for event in events())
    assert back == {name: [after, was] for name, (was, after) in there.items()}


def test_another_tenants_groups_are_not_taken_whoever_sends_them(nordljus: Tenant, disa: User) -> None:  # T09
    own, foreign = make_group(nordljus, "Staff"), make_group(make_tenant("solvik"), "Their staff")
    named = frozenset({str(own.pk), str(foreign.pk)})
    rule = MethodRule(is_on=True, include=named, exclude=frozenset({str(foreign.pk)}))

    changed = change(nordljus, with_rule(nordljus, "password", rule), actor=disa)

    stands = rule_of(nordljus, "password")
    assert stands.include == {str(own.pk)}
    assert stands.exclude == frozenset()
    assert changed["password.include"] == [[], ["Staff"]]
    assert "password.exclude" not in changed


def test_a_group_that_is_gone_is_left_out(nordljus: Tenant, disa: User) -> None:
    gone = make_group(nordljus, "Gone")
    rule = replace(EVERYONE, exclude=frozenset({str(gone.pk)}))
    gone.delete()

    assert change(nordljus, with_rule(nordljus, "password", rule), actor=disa) == {}


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ({"digits": 4}, "phone.digits"),
        ({"number_known": "approve"}, "phone.number_known"),
        ({"number_new": "approve"}, "phone.number_new"),
        ({"request_life_seconds": 301}, "phone.request_life_seconds"),
        ({"unlock": "none"}, "phone.unlock"),
    ],
)
def test_settings_that_cannot_be_change_nothing(
    nordljus: Tenant, disa: User, settings: dict[str, Any], problem: str
) -> None:
    before = policy_of(nordljus)
    wanted = with_rule(nordljus, "phone", replace(EVERYONE, settings=settings))

    with pytest.raises(PolicyImpossible) as refused:
        change(nordljus, replace(wanted, two_step=True), actor=disa)

    assert set(refused.value.problems) == {problem}
    assert policy_of(nordljus) == before
    assert events() == []


def test_a_tenant_without_any_row_gets_them(db: None) -> None:
    bare = make_bare("bare")
    ann = make_person(bare)

    changed = change(bare, Policy(methods={"password": EVERYONE}), actor=None)

    assert allowance_of(ann, "password").is_allowed
    assert not allowance_of(ann, "phone").is_allowed
    assert changed == {"password.for": ["off", "everyone"]}


def test_in_plain_values_everything_is_said_and_a_method_that_is_missing_is_off(nordljus: Tenant) -> None:
    said = in_plain_values(Policy())

    assert said["two_step"] is False
    assert {said[f"{key}.for"] for key in ("phone", "password", "authenticator_code")} == {"off"}
    assert (said["phone.digits"], said["phone.unlock"]) == (2, "platform")
    assert said.keys() == policy_of(nordljus).keys()


def test_another_tenants_policy_stays_as_it_was(nordljus: Tenant, disa: User) -> None:  # T09
    other = make_tenant("solvik")
    before = policy_of(other)

    change(nordljus, Policy(two_step=True, methods={"phone": MethodRule()}), actor=disa)

    assert policy_of(other) == before
