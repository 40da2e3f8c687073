"""Does a policy leave everybody a way in (E10), and who would lose theirs (E23)? Asked of whatever methods exist."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.methods import registry
from accounts.methods.contract import VerificationMethod
from accounts.policy.changing import Policy
from accounts.policy.rules import MethodRule
from accounts.tenants.models import Tenant
from accounts.users.access import users_in
from accounts.users.models import User

# An empty Q is no condition at all: "or" and "not" would leave it out.
EVERYBODY, NOBODY = Q(pk__isnull=False), Q(pk__in=())


@dataclass(frozen=True)
class LostWays:
    """People who could sign in and no longer can, and people who are left with a way that they cannot do without."""

    last: QuerySet[User]
    second: QuerySet[User]


def problems(policy: Policy) -> tuple[str, ...]:
    """Stable codes of what would lock people out, whoever they are; empty when nobody is."""
    on = [method for method in registry.of_ones_own() if policy.rule_of(method.key).is_on]
    for_all = [method for method in on if _is_for_all(policy.rule_of(method.key))]
    if not any(method.can_start for method in on):
        return ("no_way_in",)
    found = []
    if not any(method.can_start for method in for_all):
        found.append("some_without_way_in")
    # The same factor twice is one factor: whoever may use nothing else could never show two.
    if policy.two_step and len(_factors(for_all)) < 2:
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
    if wanted.two_step and not now.two_step:
        return None
    found = []
    for method in registry.of_ones_own():
        losing = _taken_from(now.rule_of(method.key), wanted.rule_of(method.key))
        has = method.held() if method.can_follow else method.held_to_start()
        if losing is not None:
            found.append(users_in(tenant).filter(losing, Q(has), is_active=True))
    return found


def _taken_from(rule: MethodRule, then: MethodRule) -> Q | None:
    """A condition that holds for everybody whom `rule` allows and `then` does not; None where it is nobody."""
    if not rule.is_on:
        return None
    if not then.is_on or (rule.for_everyone and not then.for_everyone):
        return EVERYBODY
    left_out = then.exclude - rule.exclude
    groups = left_out if then.for_everyone else left_out | (rule.include - then.include)
    return Q(_membership(groups)) if groups else None


def can_show_two_factors(user: User, policy: Policy) -> bool:
    """Could this person, under this policy, begin a sign-in and prove two factors of their own?"""
    able = can_sign_in(replace(policy, two_step=True))
    return users_in(user.tenant).filter(able, pk=user.pk).exists()


def people_allowed(tenant: Tenant, rule: MethodRule) -> QuerySet[User]:
    """Whom a rule allows: the same as rules.allowance, for a whole tenant at once."""
    return users_in(tenant).filter(allowed_by(rule), is_active=True)


def _is_for_all(rule: MethodRule) -> bool:
    return rule.is_on and rule.for_everyone and not rule.exclude


def _factors(methods: Iterable[VerificationMethod]) -> frozenset[str]:
    return frozenset[str]().union(*(method.proves.factors for method in methods))


def can_sign_in(policy: Policy) -> Q:
    """Has something to begin with and, where two steps are asked, something that goes on from there.

    `rules.is_enough_to_sign_in` of many people at once.
    """
    starts = [method for method in registry.of_ones_own() if method.can_start]
    return _any(_begins_with(method, policy) & _goes_on_from(method, policy) for method in starts)


def can_spare_one(policy: Policy) -> Q:
    """Could sign in without any one of their ways: one that is forgotten, broken or lost (E23)."""
    found = EVERYBODY
    for method in registry.of_ones_own():
        others = {key: rule for key, rule in policy.methods.items() if key != method.key}
        found &= can_sign_in(replace(policy, methods=others))
    return found


def _begins_with(method: VerificationMethod, policy: Policy) -> Q:
    return Q(method.held_to_start()) & allowed_by(policy.rule_of(method.key))


def signs_in_alone(policy: Policy) -> Q:
    """Has a way that is two factors by itself, so that no password is needed."""
    alone = [m for m in registry.of_ones_own() if m.can_start and len(m.proves.factors) >= 2]
    return _any(_begins_with(method, policy) for method in alone)


def is_phishing_resistant(policy: Policy) -> Q:
    """Has a way that cannot be given to the wrong site, to begin with or after another."""
    safe = [m for m in registry.of_ones_own() if m.proves.is_phishing_resistant]
    return _any(Q(method.held()) & allowed_by(policy.rule_of(method.key)) for method in safe)


def has_more_than_what_most_have(policy: Policy) -> Q:
    """Has a way of their own, in use now, beside the one that most people have, and what is for when others fail."""
    more = [m for m in registry.of_ones_own() if not (m.is_fallback or m.is_spare)]
    return _any(Q(method.held()) & allowed_by(policy.rule_of(method.key)) for method in more)


def _goes_on_from(method: VerificationMethod, policy: Policy) -> Q:
    first = method.proves.factors
    if not policy.two_step or len(first) >= 2:
        return EVERYBODY
    further = [one for one in registry.of_ones_own() if one.can_follow and one.proves.factors - first]
    return _any(Q(one.held()) & allowed_by(policy.rule_of(one.key)) for one in further)


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
