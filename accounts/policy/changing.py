"""Changing a tenant's policy: values in, rows and an event with what was before and after out.

A form, an import, an API and *put back* call the same verb with the same values.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.audit.log import record
from accounts.methods import registry
from accounts.methods.contract import MethodSettings
from accounts.policy import parts
from accounts.policy.events import CHANGED
from accounts.policy.facts import method_rules, settings_of
from accounts.policy.models import MethodPolicy, TenantPolicy
from accounts.policy.parts import TenantPart
from accounts.policy.rules import MethodRule
from accounts.refusals import Refusal
from accounts.stored import read_stored
from accounts.tenants.models import Tenant
from accounts.users.models import Group, User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

OFF, GROUPS, EVERYONE = "off", "groups", "everyone"
NOT_SET = MethodRule()


class PolicyImpossible(Refusal):
    """What was wanted cannot be; `problems` says why, by setting or by code."""

    code = "policy_impossible"
    public_text = _("This policy cannot be. Nothing has been changed.")

    def __init__(self, problems: Mapping[str, StrOrPromise]) -> None:
        super().__init__(", ".join(f"{name}: {text}" for name, text in problems.items()))
        self.problems = problems


@dataclass(frozen=True)
class Policy:
    """A tenant's policy as a value: how it stands, or how somebody wants it.

    As it stands, a method that is missing is off, and a part has its defaults; `change` leaves alone what is missing.
    `parts` are the settings of each part (accounts.policy.parts), by its key.
    """

    two_step: bool = False
    methods: Mapping[str, MethodRule] = field(default_factory=dict)
    parts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def rule_of(self, key: str) -> MethodRule:
        """Return what is set for the method with this key; one that nothing is set for is off."""
        return self.methods.get(key, NOT_SET)

    def over(self, stands: Policy) -> Policy:
        """Return this policy, and of what it does not name what stands: the policy that `change` would make."""
        methods, kept = {**stands.methods, **self.methods}, {**stands.parts, **self.parts}
        return replace(self, methods=methods, parts=kept)


def policy_as_it_stands(tenant: Tenant) -> Policy:
    """Read the policy from its rows."""
    row = TenantPolicy.objects.filter(tenant=tenant).first()
    if row is None:
        return Policy(methods=method_rules(tenant))
    return Policy(two_step=row.two_step, methods=method_rules(tenant), parts=row.settings)


@transaction.atomic
def change(tenant: Tenant, wanted: Policy, *, actor: User | None) -> dict[str, list[Any]]:
    """Make the tenant's policy what is wanted; return what changed, as {name: [before, after]}.

    Raises PolicyImpossible for settings that cannot be. Two admins at once wait for each other at the tenant's row, so
    that each one's before is the other's after; it leaves the row's key free: new requests may name the tenant
    meanwhile. Whoever also locks people locks them first, as everybody does.
    """
    Tenant.objects.select_for_update(no_key=True).get(pk=tenant.pk)
    stands = policy_as_it_stands(tenant)
    whole = wanted.over(stands)
    found = settings_problems(tenant, whole)
    if found:
        raise PolicyImpossible(found)
    before = in_plain_values(stands)
    TenantPolicy.objects.update_or_create(
        tenant=tenant, defaults={"two_step": wanted.two_step, "settings": dict(whole.parts)}
    )
    for key, rule in wanted.methods.items():
        _write(tenant, key, rule)
    after = in_plain_values(policy_as_it_stands(tenant))
    changed = {name: [before.get(name), now] for name, now in after.items() if before.get(name) != now}
    if changed:
        record(CHANGED, tenant=tenant, actor=actor, changed=changed)
        tell_methods(tenant)
    return changed


def tell_methods(tenant: Tenant) -> None:
    """Have each method look at who may use it now: the policy changed, or who is in a group that it names."""
    for method in registry.by_policy():
        if method.policy is not None:
            method.policy.changed(tenant)


def settings_problems(tenant: Tenant, wanted: Policy) -> dict[str, StrOrPromise]:
    """What of the settings cannot be, by "<method or part>.<setting>"; empty when all can."""
    return {
        f"{key}.{name}": text
        for key, settings in _all_settings(wanted)
        for name, text in settings.problems(tenant).items()
    }


def settings_in(policy: Policy, part: TenantPart) -> MethodSettings:
    """Return what a policy sets of a part; the safest where it says nothing, or nothing that can be read."""
    return read_stored(part.settings, policy.parts.get(part.key, {})) or part.settings()


def in_plain_values(policy: Policy) -> dict[str, Any]:
    """Return a policy as names and plain values, such as "phone.for": "everyone"; groups by name."""
    named = dict(Group.objects.filter(pk__in=_all_groups(policy)).values_list("pk", "name"))
    plain: dict[str, Any] = {"two_step": policy.two_step}
    for key, settings in _all_settings(policy):
        plain |= {f"{key}.{name}": value for name, value in asdict(settings).items()}
    for method in registry.by_policy():
        rule = policy.rule_of(method.key)
        plain |= {
            f"{method.key}.for": OFF if not rule.is_on else EVERYONE if rule.for_everyone else GROUPS,
            f"{method.key}.include": sorted(named[int(pk)] for pk in rule.include if int(pk) in named),
            f"{method.key}.exclude": sorted(named[int(pk)] for pk in rule.exclude if int(pk) in named),
        }
    return plain


def _all_settings(policy: Policy) -> Iterator[tuple[str, Any]]:
    """The settings of each method and each part that has some, with its key."""
    for method in registry.by_policy():
        if method.policy is not None and method.policy.settings is not None:
            yield method.key, settings_of(policy.methods, method.key, method.policy.settings)
    for part in parts.in_order():
        yield part.key, settings_in(policy, part)


def _all_groups(policy: Policy) -> frozenset[int]:
    rules = policy.methods.values()
    return frozenset(int(pk) for rule in rules for pk in rule.include | rule.exclude)


def _write(tenant: Tenant, key: str, rule: MethodRule) -> None:
    row, _made = MethodPolicy.objects.update_or_create(
        tenant=tenant,
        method=key,
        defaults={"is_on": rule.is_on, "for_everyone": rule.for_everyone, "settings": dict(rule.settings)},
    )
    # Only groups of this tenant, whatever was sent.
    own = Group.objects.filter(tenant=tenant)
    row.include.set(own.filter(pk__in=[int(pk) for pk in rule.include]))
    row.exclude.set(own.filter(pk__in=[int(pk) for pk in rule.exclude]))
