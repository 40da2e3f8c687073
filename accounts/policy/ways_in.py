"""Does a policy leave everybody a way in (E10), and who would lose theirs (E23)? Asked of whatever methods exist."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable

from accounts.methods import registry
from accounts.methods.contract import VerificationMethod
from accounts.policy.changing import Policy
from accounts.policy.rules import MethodRule
from accounts.tenants.models import Tenant
from accounts.users.access import users_in
from accounts.users.models import User


@dataclass(frozen=True)
class LostWays:
    """People who could sign in and no longer can, and people who are left with a single way."""

    last: QuerySet[User]
    second: QuerySet[User]


def problems(policy: Policy) -> tuple[str, ...]:
    """Stable codes of what would lock people out, whoever they are; empty when nobody is."""
    on = [method for method in registry.by_policy() if policy.rule_of(method.key).is_on]
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


def lost_ways(tenant: Tenant, *, now: Policy, wanted: Policy) -> LostWays:
    """Who loses the last way in, and who the second, when the policy that stands `now` becomes the `wanted` one."""
    people = users_in(tenant).filter(is_active=True).order_by("username")
    last = people.filter(_can_sign_in(now)).exclude(_can_sign_in(wanted))
    counted = people.alias(ways_now=_count_of_ways(now), ways_then=_count_of_ways(wanted))
    second = counted.filter(_can_sign_in(wanted), ways_now__gte=2, ways_then=1)
    return LostWays(last=last, second=second)


def can_show_two_factors(user: User, policy: Policy) -> bool:
    """Could this person, under this policy, prove two factors of their own?"""
    return users_in(user.tenant).filter(_can_show_two(policy), pk=user.pk).exists()


def people_allowed(tenant: Tenant, rule: MethodRule) -> QuerySet[User]:
    """Whom a rule allows: the same as rules.allowance, for a whole tenant at once."""
    return users_in(tenant).filter(_allowed_by(rule), is_active=True)


def _is_for_all(rule: MethodRule) -> bool:
    return rule.is_on and rule.for_everyone and not rule.exclude


def _factors(methods: Iterable[VerificationMethod]) -> frozenset[str]:
    return frozenset[str]().union(*(method.proves.factors for method in methods))


def _can_sign_in(policy: Policy) -> Q:
    """Has something to begin with and, where two steps are asked, two different factors in all."""
    starts = [m for m in registry.by_policy() if m.can_start]
    can_start = _any(Q(m.held_to_start()) & _allowed_by(policy.rule_of(m.key)) for m in starts)
    return can_start & _can_show_two(policy) if policy.two_step else can_start


def _can_show_two(policy: Policy) -> Q:
    methods = registry.by_policy()
    shown = [
        _any(_has(method, policy) for method in methods if factor in method.proves.factors)
        for factor in _factors(methods)
    ]
    return _any(one & other for n, one in enumerate(shown) for other in shown[n + 1 :])


def _count_of_ways(policy: Policy) -> Combinable:
    ways = [Case(When(_has(m, policy), then=1), default=0) for m in registry.by_policy()]
    return sum(ways, start=Value(0, output_field=IntegerField()))


def _has(method: VerificationMethod, policy: Policy) -> Q:
    return Q(method.held()) & _allowed_by(policy.rule_of(method.key))


def _any(conditions: Iterable[Q]) -> Q:
    found = Q(pk__in=())
    for condition in conditions:
        found |= condition
    return found


def _allowed_by(rule: MethodRule) -> Q:
    if not rule.is_on:
        return Q(pk__in=())
    allowed = Q() if rule.for_everyone else Q(_membership(rule.include))
    return allowed & ~Q(_membership(rule.exclude)) if rule.exclude else allowed


def _membership(groups: frozenset[str]) -> Exists:
    return Exists(
        User.objects.filter(pk=OuterRef("pk"), member_groups__in=[int(group) for group in groups]).order_by()
    )
