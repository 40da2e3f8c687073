"""From rows to the facts that the rules take."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import QuerySet, Value

from accounts.policy.models import MethodPolicy, TenantPolicy
from accounts.policy.need import Need
from accounts.policy.rules import OFF, Allowance, MethodRule, allowance
from accounts.policy.steps.groups import is_for_all, two_step_rule
from accounts.statements.composing import composed_once
from accounts.stored import read_stored
from accounts.tenants.models import Tenant
from accounts.users.models import User

# For each method that is set for a tenant, by its key; a method that is missing is refused.
Rules = Mapping[str, MethodRule]
Settings = TypeVar("Settings")
ONE_STEP, TWO_STEPS = Need(), Need(factors=2)


def need_of(user: User) -> Need | None:
    """Return what the user's organisation asks of them to sign in, None when nobody has made a policy.

    One question of the database where groups decide it, and none elsewhere.
    """
    try:
        policy = user.tenant.policy
    except TenantPolicy.DoesNotExist:
        return None
    rule = two_step_rule(policy.two_step, policy.settings)
    if not rule.is_on or is_for_all(rule):
        return TWO_STEPS if rule.is_on else ONE_STEP
    return TWO_STEPS if allowance(rule=rule, groups=groups_of(user)).is_allowed else ONE_STEP


def need_of_strangers(tenant: Tenant) -> Need | None:
    """Return what is asked of whom nobody may be told of yet: the most that is asked of anybody, by no group (A18)."""
    if not has_policy(tenant):
        return None
    return TWO_STEPS if tenant.policy.two_step else ONE_STEP


def has_policy(tenant: Tenant) -> bool:
    """Has anybody made a policy for this tenant? Without one nothing is ever enough."""
    return hasattr(tenant, "policy")


def method_rules(tenant: Tenant) -> Rules:
    """Return what is set for each method of a tenant, as it stands now; nothing for a tenant without a policy."""
    rules: dict[str, MethodRule] = {}
    groups: defaultdict[tuple[str, bool], set[str]] = defaultdict(set)
    for method, is_on, for_everyone, settings, group, is_included in _set_for(tenant.pk):
        if method not in rules:
            rules[method] = MethodRule(is_on=is_on, for_everyone=for_everyone, settings=settings)
        if group is not None:
            groups[method, bool(is_included)].add(str(group))
    return {method: _with_groups(rule, groups, method) for method, rule in rules.items()} if groups else rules


def _with_groups(rule: MethodRule, groups: Mapping[tuple[str, bool], set[str]], method: str) -> MethodRule:
    include, exclude = (frozenset(groups.get((method, side), ())) for side in (True, False))
    return replace(rule, include=include, exclude=exclude)


@composed_once
def _set_for(
    tenant: UUID, /
) -> QuerySet[MethodPolicy, tuple[str, bool, bool, dict[str, Any], int | None, bool]]:
    # One query for a step that is on every road: a row for each group, one for a method without any; none for a tenant
    # that has no policy at all. Both joins at once would make a row of each pair of an included and an excluded group.
    rows = MethodPolicy.objects.filter(tenant=tenant, tenant__policy__isnull=False)
    facts = ("method", "is_on", "for_everyone", "settings")
    included = rows.annotate(is_included=Value(True)).values_list(*facts, "include", "is_included")
    excluded = rows.filter(exclude__isnull=False).annotate(is_included=Value(False))
    return included.union(excluded.values_list(*facts, "exclude", "is_included"), all=True)


def settings_of(rules: Rules, method: str, kind: type[Settings]) -> Settings:
    """Return the settings of one method; the safest ones where none are kept, or none that can be read."""
    rule = rules.get(method)
    return (read_stored(kind, rule.settings) if rule else None) or kind()


def allowances(user: User, rules: Rules) -> dict[str, Allowance]:
    """Say for each method that is set for the user's tenant whether this user may use it, and why not."""
    # Whether anybody's groups are asked for is the tenant's affair: it tells nothing of the user (A18).
    is_by_group = any(rule.include or rule.exclude for rule in rules.values())
    groups = groups_of(user) if is_by_group else frozenset()
    return {method: allowance(rule=rule, groups=groups) for method, rule in rules.items()}


def groups_of(user: User) -> frozenset[str]:
    """Return the ids of the groups that this person is in."""
    memberships = User.member_groups.through.objects.filter(user=user)
    return frozenset(str(pk) for pk in memberships.values_list("group", flat=True))


def allowance_of(user: User, method: str, rules: Rules | None = None) -> Allowance:
    """Say whether this user may use this method now, and why not. `rules` are the tenant's, if just read."""
    rules = method_rules(user.tenant) if rules is None else rules
    return allowances(user, rules).get(method, OFF)
