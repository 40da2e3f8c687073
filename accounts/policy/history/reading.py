"""From a policy as it was kept to one that can be now: what groups and ways are gone is left out, and said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from accounts.methods import registry
from accounts.methods.contract import PolicyPart
from accounts.policy import parts
from accounts.policy.changing import Policy
from accounts.policy.history.models import KeptPolicy, KeptRule, KeptValues
from accounts.policy.parts import TenantPart
from accounts.policy.rules import MethodRule
from accounts.policy.steps.groups import PAGE as TWO_STEP_PAGE
from accounts.policy.whom import NamesGroups
from accounts.refusals import NotYours
from accounts.stored import read_stored
from accounts.tenants.models import Tenant
from accounts.users.models import Group


@dataclass(frozen=True)
class WayBack:
    """The policy that putting one back would make; names of groups that are gone since.

    `emptied` are the titles of what was for chosen groups none of which is left: putting that back would mean
    something else than it did, so it cannot be.
    """

    wanted: Policy
    gone: tuple[str, ...]
    emptied: tuple[str, ...]


def kept_of(tenant: Tenant, kept_id: int) -> KeptPolicy:
    """Return this tenant's policy as it was kept under this id. Raises NotYours."""
    kept = KeptPolicy.objects.filter(tenant=tenant, pk=kept_id).select_related("actor").first()
    if kept is None:
        raise NotYours(f"no policy {kept_id} of {tenant}")
    return kept


def way_back(kept: KeptPolicy, *, stands: Policy) -> WayBack:
    """Return what putting a kept policy back makes of the one that stands.

    What the release that kept it did not know stays as it stands; what this one does not know is left out.
    """
    values = read_stored(KeptValues, kept.values)
    if values is None:
        raise NotYours(f"policy {kept.pk} cannot be read")
    named = {int(pk): name for pk, name in kept.groups.items()}
    left = frozenset(Group.objects.filter(tenant=kept.tenant_id, pk__in=named).values_list("pk", flat=True))
    methods, parts_then, emptied = {}, {}, []
    for method in registry.by_policy():
        rule = values.methods.get(method.key)
        if rule is not None and method.policy is not None:
            methods[method.key] = _rule(rule, left, method.policy)
            if _is_emptied(rule, left, method.policy):
                emptied.append(str(method.policy.title))
    for part in parts.in_order():
        if part.key in values.parts:
            settings = _settings(part, values.parts[part.key])
            if isinstance(settings, NamesGroups):
                if settings.is_emptied(left) and (part.page != TWO_STEP_PAGE or values.two_step):
                    emptied.append(str(part.title))
                settings = settings.only_with(left)
            parts_then[part.key] = asdict(settings)
    wanted = Policy(two_step=values.two_step, methods=methods, parts=parts_then).over(stands)
    return WayBack(
        wanted=wanted,
        gone=tuple(sorted(name for pk, name in named.items() if pk not in left)),
        emptied=tuple(emptied),
    )


def _rule(rule: KeptRule, left: frozenset[int], part: PolicyPart) -> MethodRule:
    return MethodRule(
        is_on=rule.is_on,
        for_everyone=rule.for_everyone,
        include=_still(rule.include, left),
        exclude=_still(rule.exclude, left),
        settings={} if part.settings is None else asdict(_without(_settings(part, rule.settings), left)),
    )


def _is_emptied(rule: KeptRule, left: frozenset[int], part: PolicyPart) -> bool:
    """Was it on for chosen groups, or did its settings say something for some, of which none is left?"""
    for_gone = not rule.for_everyone and bool(rule.include) and not left & {*rule.include}
    settings = _settings(part, rule.settings) if part.settings is not None else None
    return rule.is_on and (for_gone or (isinstance(settings, NamesGroups) and settings.is_emptied(left)))


def _settings(part: PolicyPart | TenantPart, stored: Mapping[str, Any]) -> Any:
    """Return them as they were; the safest where this release cannot read them."""
    kind: Any = part.settings
    return read_stored(kind, stored) or kind()


def _still(groups: Iterable[int], left: frozenset[int]) -> frozenset[str]:
    return frozenset(str(group) for group in groups if group in left)


def _without(settings: Any, left: frozenset[int]) -> Any:
    return settings.only_with(left) if isinstance(settings, NamesGroups) else settings
