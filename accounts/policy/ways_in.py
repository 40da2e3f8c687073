"""Does a policy leave everybody a way in (E10), and who would lose theirs (E23)? Asked of whatever methods exist."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.methods import registry
from accounts.methods.contract import VerificationMethod
from accounts.policy.changing import Policy
from accounts.policy.need import Strength
from accounts.policy.rules import MethodRule, at_best, meets
from accounts.policy.steps.groups import is_for_all, two_step_rule, without_groups
from accounts.policy.strengths.settings import State, strengths_in
from accounts.tenants.models import Tenant
from accounts.users.access import users_in
from accounts.users.models import User

# An empty Q is no condition at all: "or" and "not" would leave it out.
EVERYBODY, NOBODY = Q(pk__isnull=False), Q(pk__in=())
OFF = MethodRule()


@dataclass(frozen=True)
class LostWays:
    """People who could sign in and no longer can, and people who are left with a way that they cannot do without."""

    last: QuerySet[User]
    second: QuerySet[User]


def problems(policy: Policy) -> tuple[str, ...]:
    """Stable codes of what would lock people out, whoever they are; empty when nobody is."""
    on = [method for method in registry.of_ones_own() if policy.rule_of(method.key).is_on]
    for_all = [method for method in on if _is_for_all(policy.rule_of(method.key))]
    for_asked = [method for method in on if _covers(policy.rule_of(method.key), _two_steps(policy))]
    if not any(method.can_start for method in on):
        return ("no_way_in",)
    found = []
    if not any(method.can_start for method in for_all):
        found.append("some_without_way_in")
    # The same factor twice is one factor: whoever may use nothing else could never show two.
    if policy.two_step and len(_factors(for_asked)) < 2:
        found.append("two_step_out_of_reach")
    return tuple(found)


def lost_ways(people: QuerySet[User], *, now: Policy, wanted: Policy) -> LostWays:
    """Who loses the last way in, and who the second, when the policy that stands `now` becomes the `wanted` one."""
    people = people.filter(is_active=True).order_by("username")
    last = people.filter(can_sign_in(now)).exclude(can_sign_in(wanted))
    second = people.filter(can_spare_one(now), can_sign_in(wanted)).exclude(can_spare_one(wanted))
    return LostWays(last=last, second=second)


def may_lose(tenant: Tenant, *, now: Policy, wanted: Policy) -> list[QuerySet[User]] | None:
    """People among whom everybody is who loses a way by this change, for each method; None where that is all of them.

    No more than they: each is found by an index, of what they have or of the groups that are named.
    """
    people = users_in(tenant).filter(is_active=True)
    asked_more = _asked_more(now, wanted)
    if any(one is EVERYBODY for one in asked_more):
        return None
    found = [people.filter(one) for one in asked_more]
    for method in registry.of_ones_own():
        losing = _losing(method, now.rule_of(method.key), wanted.rule_of(method.key))
        has = method.held() if method.can_follow else method.held_to_start()
        if losing is not None:
            found.append(people.filter(losing, Q(has)))
    return found


def _asked_more(now: Policy, wanted: Policy) -> list[Q]:
    """Conditions of which one holds for everybody of whom more is asked at sign-in than it was, whatever they have."""
    before, after = strengths_in(now.parts), strengths_in(wanted.parts)
    stood = [(one, before.strength(one.strength)) for one in before.groups if one.state == State.ON]
    rules = [
        one.rule
        for one in after.groups
        if one.state == State.ON and (one, after.strength(one.strength)) not in stood
    ]
    asked = [_taken_from(_two_steps(wanted), _two_steps(now)), *(_taken_from(rule, OFF) for rule in rules)]
    return [one for one in asked if one is not None]


def _losing(method: VerificationMethod, rule: MethodRule, then: MethodRule) -> Q | None:
    """A condition that holds for whoever may use a method no more, or not with everything that they have of it."""
    goes_on = rule.is_on and then.is_on
    if goes_on and method.held_under is not None and rule.settings != then.settings:
        return EVERYBODY
    return _taken_from(rule, then)


def newly_allowed(tenant: Tenant, rule: MethodRule, *, before: MethodRule) -> QuerySet[User]:
    """Whom a rule allows and the one `before` it did not, found by the groups in which the two differ."""
    condition = _taken_from(rule, before)
    if condition is None:
        return User.objects.none()
    people = users_in(tenant).filter(condition, allowed_by(rule), is_active=True)
    return people.exclude(allowed_by(before)) if before.is_on else people


def _taken_from(rule: MethodRule, then: MethodRule) -> Q | None:
    """A condition that holds for everybody whom `rule` allows and `then` does not; None where it is nobody."""
    if not rule.is_on:
        return None
    if not then.is_on or (rule.for_everyone and not then.for_everyone):
        return EVERYBODY if rule.for_everyone else Q(_membership(rule.include))
    left_out = then.exclude - rule.exclude
    groups = left_out if then.for_everyone else left_out | (rule.include - then.include)
    return Q(_membership(groups)) if groups else None


def can_show_two_factors(user: User, policy: Policy) -> bool:
    """Could this person, under this policy, begin a sign-in and prove two factors of their own?"""
    able = can_sign_in(replace(policy, two_step=True, parts=without_groups(policy.parts)))
    return users_in(user.tenant).filter(able, pk=user.pk).exists()


def people_allowed(tenant: Tenant, rule: MethodRule) -> QuerySet[User]:
    """Whom a rule allows: the same as rules.allowance, for a whole tenant at once."""
    return users_in(tenant).filter(allowed_by(rule), is_active=True)


def _is_for_all(rule: MethodRule) -> bool:
    return rule.is_on and rule.for_everyone and not rule.exclude


def _two_steps(policy: Policy) -> MethodRule:
    return two_step_rule(policy.two_step, policy.parts)


def _covers(rule: MethodRule, asked: MethodRule) -> bool:
    """Is a method that is on for all of whom two steps are asked, by the groups that both name?"""
    is_in = rule.for_everyone or (bool(asked.include) and asked.include <= rule.include)
    return rule.is_on and is_in and rule.exclude <= asked.exclude


def asked_two_steps(policy: Policy) -> Q:
    """Is somebody whom the policy asks for two steps at every sign-in?"""
    return allowed_by(_two_steps(policy))


def _factors(methods: Iterable[VerificationMethod]) -> frozenset[str]:
    return frozenset[str]().union(*(method.proves.factors for method in methods))


def can_sign_in(policy: Policy) -> Q:
    """Has something to begin with and, where two steps are asked, something that goes on from there.

    `rules.is_enough_to_sign_in` of many people at once; and what is as strong as is required of their groups.
    """
    starts = [method for method in registry.of_ones_own() if method.can_start]
    found = _any(_begins_with(method, policy) & _goes_on_from(method, policy) for method in starts)
    settings = strengths_in(policy.parts)
    for rule in settings.groups:
        if rule.state == State.ON:
            meets_it = can_meet(policy, settings.strength(rule.strength))
            found &= meets_it if _is_for_all(rule.rule) else meets_it | ~Q(allowed_by(rule.rule))
    return found


def can_meet(policy: Policy, strength: Strength) -> Q:
    """Has a way to begin with, and perhaps one more, that together are as strong as this: `rules.meets` of many."""
    return _any(_shows(strength, method, policy) for method in registry.of_ones_own() if method.can_start)


def _shows(strength: Strength, first: VerificationMethod, policy: Policy) -> Q:
    """Begins with this one, and has what makes it strong enough."""
    begins, mine = _begins_with(first, policy), at_best(first.key, first.proves)
    if meets(strength, [mine]):
        return begins
    further = [
        one
        for one in registry.of_ones_own()
        if one is not first and one.can_follow and meets(strength, [mine, at_best(one.key, one.proves)])
    ]
    return begins & _any(_has(one, policy) for one in further)


def can_spare_one(policy: Policy) -> Q:
    """Could sign in without any one of their ways: one that is forgotten, broken or lost (E23)."""
    found = EVERYBODY
    for method in registry.of_ones_own():
        others = {key: rule for key, rule in policy.methods.items() if key != method.key}
        found &= can_sign_in(replace(policy, methods=others))
    return found


def _begins_with(method: VerificationMethod, policy: Policy) -> Q:
    rule = policy.rule_of(method.key)
    return held_by(method, rule, to_start=True) & allowed_by(rule)


def held_by(method: VerificationMethod, rule: MethodRule, *, to_start: bool = False) -> Q:
    """Has something of it that counts by the settings of this rule, to begin with (`to_start`) or at all?"""
    if method.held_under is not None:
        return Q(method.held_under(rule.settings, to_start))
    return Q(method.held_to_start() if to_start else method.held())


def _has(method: VerificationMethod, policy: Policy) -> Q:
    rule = policy.rule_of(method.key)
    return held_by(method, rule) & allowed_by(rule)


def signs_in_alone(policy: Policy) -> Q:
    """Has a way that is two factors by itself, so that no password is needed."""
    alone = [m for m in registry.of_ones_own() if m.can_start and len(m.proves.factors) >= 2]
    return _any(_begins_with(method, policy) for method in alone)


def is_phishing_resistant(policy: Policy) -> Q:
    """Has a way that cannot be given to the wrong site, to begin with or after another."""
    safe = [m for m in registry.of_ones_own() if m.proves.is_phishing_resistant]
    return _any(_has(method, policy) for method in safe)


def has_more_than_what_most_have(policy: Policy) -> Q:
    """Has a way of their own, in use now, beside the one that most people have, and what is for when others fail."""
    more = [m for m in registry.of_ones_own() if not (m.is_fallback or m.is_spare)]
    return _any(_has(method, policy) for method in more)


def _goes_on_from(method: VerificationMethod, policy: Policy) -> Q:
    first = method.proves.factors
    asked = _two_steps(policy)
    if not asked.is_on or len(first) >= 2:
        return EVERYBODY
    further = [one for one in registry.of_ones_own() if one.can_follow and one.proves.factors - first]
    goes_on = _any(_has(one, policy) for one in further)
    return goes_on if is_for_all(asked) else goes_on | ~allowed_by(asked)


def _any(conditions: Iterable[Q]) -> Q:
    found = NOBODY
    for condition in conditions:
        found |= condition
    return found


def allowed_by(rule: MethodRule) -> Q:
    if not rule.is_on:
        return NOBODY
    allowed = EVERYBODY if rule.for_everyone else Q(_membership(rule.include))
    return allowed & ~Q(_membership(rule.exclude)) if rule.exclude else allowed


def _membership(groups: frozenset[str]) -> Exists:
    of_person = User.member_groups.through.objects.filter(user=OuterRef("pk"))
    return Exists(of_person.filter(group__in=[int(group) for group in groups]).order_by())
