"""From rows to the facts that the rules take."""

from __future__ import annotations

from dataclasses import replace

from accounts.policy.models import MethodPolicy, TenantPolicy
from accounts.policy.rules import Allowance, MethodRule, allowance
from accounts.tenants.models import Tenant
from accounts.users.models import User


def policy_of(tenant: Tenant) -> TenantPolicy | None:
    """The tenant's policy, None when nobody has made one."""
    try:
        return tenant.policy
    except TenantPolicy.DoesNotExist:
        return None


def method_rules(tenant: Tenant) -> dict[str, MethodRule]:
    """What is set for each method of a tenant; a method that is missing here is refused."""
    # One query for a step that is on every road: a row for each pair of an included and an excluded group.
    rows = MethodPolicy.objects.filter(tenant=tenant).values_list(
        "method", "is_on", "for_everyone", "include", "exclude"
    )
    rules: dict[str, MethodRule] = {}
    for method, is_on, for_everyone, included, excluded in rows:
        rule = rules.get(method, MethodRule(is_on=is_on, for_everyone=for_everyone))
        rules[method] = replace(
            rule, include=rule.include | _named(included), exclude=rule.exclude | _named(excluded)
        )
    return rules


def _named(group: int | None) -> frozenset[str]:
    return frozenset() if group is None else frozenset({str(group)})


def allowances(user: User) -> dict[str, Allowance]:
    """For each method that is set for the user's tenant: may this user use it, and why not."""
    memberships = User.member_groups.through.objects.filter(user=user)
    groups = frozenset(str(pk) for pk in memberships.values_list("group", flat=True))
    return {method: allowance(rule=rule, groups=groups) for method, rule in method_rules(user.tenant).items()}


def allowance_of(user: User, method: str) -> Allowance:
    """May this user use this method now?"""
    return allowances(user).get(method, Allowance(False, "off"))
