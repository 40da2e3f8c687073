"""From rows to the facts that the rules take."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONArray

from accounts.policy.models import MethodPolicy, TenantPolicy
from accounts.policy.need import Need
from accounts.policy.rules import OFF, Allowance, MethodRule, allowance
from accounts.policy.steps.groups import is_for_all, two_step_rule
from accounts.statements.composing import composed_once, first
from accounts.statements.gathering import AsJson, gathered
from accounts.stored import read_stored
from accounts.tenants.models import Tenant
from accounts.users.models import User

# For each method that is set for a tenant, by its key; a method that is missing is refused.
Rules = Mapping[str, MethodRule]
Settings = TypeVar("Settings")
NO_GROUPS = frozenset[str]()
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
    found = first(_tenant_with_rules(tenant.pk))
    return rules_of(found) if found is not None else {}


@composed_once
def _tenant_with_rules(tenant: UUID, /) -> QuerySet[Any]:
    return with_rules(Tenant.objects.filter(pk=tenant), tenant="pk")


def with_rules(rows: QuerySet[Any], *, tenant: str) -> QuerySet[Any]:
    """The same rows, each read with what is set for the tenant that it has at this path: see `rules_of`."""
    kept = MethodPolicy.objects.filter(tenant=OuterRef(tenant), tenant__policy__isnull=False)
    sides = (_groups_at(MethodPolicy.include.through), _groups_at(MethodPolicy.exclude.through))
    rule = JSONArray("method", "is_on", "for_everyone", *sides, AsJson("settings"))
    annotated: QuerySet[Any] = rows.annotate(kept_rules=gathered(kept, rule, by="tenant"))
    return annotated


def _groups_at(side: Any) -> AsJson:
    return AsJson(gathered(side.objects.filter(methodpolicy=OuterRef("pk")), "group", by="methodpolicy"))


def rules_of(row: Any) -> Rules:
    """Return what `with_rules` has read with this row. Of one that was not read so, ask `method_rules`."""
    return {
        method: MethodRule(bool(is_on), bool(for_everyone), _ids(include), _ids(exclude), settings)
        for method, is_on, for_everyone, include, exclude, settings in row.kept_rules or ()
    }


def _ids(groups: list[int] | None) -> frozenset[str]:
    return frozenset(map(str, groups)) if groups else NO_GROUPS


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
