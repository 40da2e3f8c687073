"""Who has a way in, asked of the database for everybody at once: the same as the rules say of each person (E10, E23).

A small world holds somebody of every sort; any two policies are compared in it.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, replace

import pytest
from django.db.models import Q
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from accounts.methods import registry
from accounts.methods.contract import PolicyPart, VerificationMethod
from accounts.methods.proof import Passed, Proves
from accounts.policy.changing import Policy
from accounts.policy.facts import ONE_STEP, TWO_STEPS
from accounts.policy.rules import MethodFacts, MethodRule, allowance, decide
from accounts.policy.ways_in import can_show_two_factors, lost_ways, may_lose, people_allowed, problems
from accounts.tenants.models import Tenant
from accounts.users.access import users_in
from accounts.users.models import User
from devices.phones.services import suspend_account
from tests.support.authenticators import authenticator_of
from tests.support.people import PASSWORD, make_disabled, make_group, make_person, make_tenant
from tests.support.phones import account_of, phone_of

KEYS = ("phone", "authenticator_code", "password")
GROUPS = ("staff", "night")
PHONES = ("no phone", "suspended", "for second steps", "for sign-in")
EVERYONE = MethodRule(is_on=True, for_everyone=True)
STAFF_AND_NIGHT = MethodRule(is_on=True, include=frozenset(GROUPS))
NIGHT = MethodRule(is_on=True, include=frozenset({"night"}))
named_groups = st.frozensets(st.sampled_from(GROUPS))
rules = st.builds(
    MethodRule, is_on=st.booleans(), for_everyone=st.booleans(), include=named_groups, exclude=named_groups
)
policies = st.builds(
    Policy, two_step=st.booleans(), methods=st.dictionaries(st.sampled_from(KEYS), rules, min_size=1)
)
# Examples change nothing, so they may share one world.
in_one_world = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=60
)


@dataclass(frozen=True)
class Person:
    """What somebody has, and which groups they are in."""

    has_password: bool
    phone: str
    has_app: bool
    groups: frozenset[str]

    @property
    def held(self) -> frozenset[str]:
        phone = {"phone"} if self.phone in ("for second steps", "for sign-in") else set()
        return self.held_to_start | phone | ({"authenticator_code"} if self.has_app else set())

    @property
    def held_to_start(self) -> frozenset[str]:
        password = {"password"} if self.has_password else set()
        return frozenset(password | ({"phone"} if self.phone == "for sign-in" else set()))


@dataclass(frozen=True)
class World:
    tenant: Tenant
    groups: Mapping[str, str]
    people: Mapping[str, Person]

    def translated(self, policy: Policy) -> Policy:
        """The policy with this world's ids of groups."""
        return replace(policy, methods={key: self.rule(rule) for key, rule in policy.methods.items()})

    def rule(self, rule: MethodRule) -> MethodRule:
        include, exclude = ({self.groups[name] for name in names} for names in (rule.include, rule.exclude))
        return replace(rule, include=frozenset(include), exclude=frozenset(exclude))


@pytest.fixture
def world(db: None) -> World:
    tenant = make_tenant(methods=KEYS)
    groups = {name: make_group(tenant, name) for name in GROUPS}
    people = {}
    sorts = itertools.product((True, False), PHONES, (True, False), ((), ("staff",)))
    in_both = (True, "for sign-in", True, GROUPS)
    for number, (has_password, has_phone, has_app, names) in enumerate([*sorts, in_both]):
        user = make_person(tenant, f"p{number:02}", password=PASSWORD if has_password else None)
        _give_phone(user, has_phone)
        if has_app:
            authenticator_of(user)
        for name in names:
            groups[name].members.add(user)
        people[user.username] = Person(has_password, has_phone, has_app, frozenset(names))
    make_disabled(tenant)
    make_person(make_tenant("elsewhere"))
    return World(tenant, {name: str(group.pk) for name, group in groups.items()}, people)


def _give_phone(user: User, sort: str) -> None:
    if sort == "no phone":
        return
    phone_of(user, enable=sort != "for second steps")
    if sort == "suspended":
        suspend_account(account_of(user), actor=user)


def may_use(person: Person, rule: MethodRule | None) -> bool:
    return allowance(rule=rule, groups=person.groups).is_allowed


def can_sign_in(
    person: Person, policy: Policy, *, without: str = "", passed: tuple[Passed, ...] = ()
) -> bool:
    """Walks every road that the rules open to this person, until one is enough."""
    facts = [
        MethodFacts(
            key=method.key,
            proves=method.proves,
            is_allowed=may_use(person, policy.methods.get(method.key)),
            is_registered=method.key in person.held - {without},
            may_start=method.key in person.held_to_start,
            may_follow=method.can_follow,
        )
        for method in registry.by_policy()
    ]
    decision = decide(TWO_STEPS if policy.two_step else ONE_STEP, methods=facts, passed=passed)
    roads = (Passed(key, registry.get(key).proves.factors, ()) for key in decision.prove)
    return decision.is_enough or any(
        can_sign_in(person, policy, without=without, passed=(*passed, proof)) for proof in roads
    )


def can_spare_one(person: Person, policy: Policy) -> bool:
    return all(can_sign_in(person, policy, without=key) for key in KEYS)


@in_one_world
@given(rule=rules)
def test_a_rule_allows_the_same_people_in_the_database_as_one_by_one(world: World, rule: MethodRule) -> None:
    allowed = people_allowed(world.tenant, world.rule(rule)).values_list("username", flat=True)

    assert set(allowed) == {name for name, person in world.people.items() if may_use(person, rule)}
    assert len(allowed) == len(set(allowed)), "each counts once, however many groups they are in"


@pytest.mark.both_databases
@in_one_world
@given(now=policies, wanted=policies)
def test_who_loses_the_last_or_second_way_in_is_as_the_rules_say_of_each(
    world: World, now: Policy, wanted: Policy
) -> None:
    lost = lost_ways(users_in(world.tenant), now=world.translated(now), wanted=world.translated(wanted))

    last, second = ([person.username for person in people] for people in (lost.last, lost.second))
    assert last == [
        name
        for name, person in world.people.items()
        if can_sign_in(person, now) and not can_sign_in(person, wanted)
    ]
    assert second == [
        name
        for name, person in world.people.items()
        if can_spare_one(person, now) and can_sign_in(person, wanted) and not can_spare_one(person, wanted)
    ]


@pytest.mark.both_databases
@in_one_world
@given(now=policies, wanted=policies)
@example(now=Policy(False, {"password": STAFF_AND_NIGHT}), wanted=Policy(False, {"password": NIGHT}))
def test_whoever_loses_a_way_is_among_those_whom_the_change_may_concern(
    world: World, now: Policy, wanted: Policy
) -> None:  # E23
    before, after = world.translated(now), world.translated(wanted)
    lost = lost_ways(users_in(world.tenant), now=before, wanted=after)

    concerned = may_lose(world.tenant, now=before, wanted=after)

    if concerned is None:
        assert wanted.two_step
        assert not now.two_step
    else:
        among = {person for people in concerned for person in people}
        assert {*lost.last, *lost.second} <= among


@in_one_world
@given(policy=policies, data=st.data())
def test_two_factors_are_within_reach_of_whoever_could_sign_in_by_two_steps(
    world: World, policy: Policy, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(list(world.people)))
    user = User.objects.select_related("tenant").get(username=name)

    is_able = can_show_two_factors(user, world.translated(policy))

    assert is_able == can_sign_in(world.people[name], replace(policy, two_step=True))


def test_what_cannot_follow_is_no_second_step(
    nordljus: Tenant, ann: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    badge = VerificationMethod(
        key="badge",
        label="Badge",
        proves=Proves(frozenset({"have"})),
        held=Q,
        policy=PolicyPart(title="Badges"),
    )
    policy = Policy(methods={"password": EVERYONE, "badge": EVERYONE})

    able = []
    for one in (badge, replace(badge, can_follow=True)):
        monkeypatch.setattr(registry, "_methods", {**registry._methods, one.key: one})
        able.append(can_show_two_factors(ann, policy))

    assert able == [False, True]


@in_one_world
@given(policy=policies)
def test_a_policy_without_problems_leaves_a_way_to_whoever_sets_up_everything(policy: Policy) -> None:
    everything = Person(True, "for sign-in", True, frozenset())
    people = [
        replace(everything, groups=frozenset(names))
        for n in range(3)
        for names in itertools.combinations(GROUPS, n)
    ]

    able = [can_sign_in(person, policy) for person in people]

    assert problems(policy) or all(able)


@pytest.mark.parametrize(
    ("policy", "found"),
    [
        (Policy(), ("no_way_in",)),
        (Policy(methods={"authenticator_code": EVERYONE}), ("no_way_in",)),
        (Policy(methods={"password": replace(EVERYONE, is_on=False)}), ("no_way_in",)),
        (Policy(methods={"password": replace(EVERYONE, exclude=frozenset("1"))}), ("some_without_way_in",)),
        (
            Policy(methods={"password": MethodRule(is_on=True, include=frozenset("1"))}),
            ("some_without_way_in",),
        ),
        (Policy(methods={"password": EVERYONE}), ()),
        (Policy(two_step=True, methods={"password": EVERYONE}), ("two_step_out_of_reach",)),
        (Policy(two_step=True, methods={"password": EVERYONE, "authenticator_code": EVERYONE}), ()),
        (Policy(two_step=True, methods={"phone": EVERYONE}), ()),
    ],
)
def test_what_would_lock_people_out_has_a_code(policy: Policy, found: tuple[str, ...]) -> None:
    assert problems(policy) == found
