"""From rows to the facts that the rules take."""

from __future__ import annotations

from django.db.models import Prefetch

from accounts.policy.models import MethodPolicy, TenantPolicy
from accounts.policy.rules import Allowance, MethodRule, allowance
from accounts.tenants.models import Tenant
from accounts.users.models import Group, User


def policy_of(tenant: Tenant) -> TenantPolicy | None:
    """The tenant's policy, None when nobody has made one."""
    try:
        return tenant.policy
    except TenantPolicy.DoesNotExist:
        return None


def method_rules(tenant: Tenant) -> dict[str, MethodRule]:
    """What is set for each method of a tenant; a method that is missing here is refused."""
    ids = Group.objects.only("pk")
    rows = MethodPolicy.objects.filter(tenant=tenant).prefetch_related(
        Prefetch("include", queryset=ids), Prefetch("exclude", queryset=ids)
    )
    return {
        row.method: MethodRule(
            is_on=row.is_on,
            for_everyone=row.for_everyone,
            include=frozenset(str(g.pk) for g in row.include.all()),
            exclude=frozenset(str(g.pk) for g in row.exclude.all()),
        )
        for row in rows
    }


def allowances(user: User) -> dict[str, Allowance]:
    """For each method that is set for the user's tenant: may this user use it, and why not."""
    groups = frozenset(str(pk) for pk in user.member_groups.values_list("pk", flat=True))
    return {method: allowance(rule=rule, groups=groups) for method, rule in method_rules(user.tenant).items()}


def allowance_of(user: User, method: str) -> Allowance:
    """May this user use this method now?"""
    return allowances(user).get(method, Allowance(False, "off"))
