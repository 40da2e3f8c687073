"""Changing a tenant's policy: values in, rows and an event with what was before and after out.

A form, an import, an API and *put back* call the same verb with the same values. Each change leaves the whole policy in
its history (accounts/policy/history/).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.audit.log import record
from accounts.methods import registry
from accounts.methods.contract import MethodSettings
from accounts.policy import parts
from accounts.policy.events import CHANGED
from accounts.policy.facts import method_rules, settings_of
from accounts.policy.history.models import KeptRule, KeptValues, has_history, keep
from accounts.policy.models import MethodPolicy, TenantPolicy
from accounts.policy.parts import TenantPart
from accounts.policy.rules import MethodRule
from accounts.policy.whom import NamesGroups
from accounts.refusals import Refusal
from accounts.secrets import number_of
from accounts.stored import as_stored, read_stored
from accounts.tenants.models import Tenant
from accounts.users.access import refuse_changed_rights
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


class PolicyChangedMeanwhile(Refusal):
    """Somebody else changed the policy after it was looked at."""

    code = "policy_changed_meanwhile"
    public_text = _(
        "Somebody else has changed the policy meanwhile. Nothing of yours is saved: look at it once more."
    )
    status = 409


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
def change(
    tenant: Tenant, wanted: Policy, *, actor: User | None, since: str = "", as_of: datetime | None = None
) -> dict[str, list[Any]]:
    """Make the tenant's policy what is wanted; return what changed, as {name: [before, after]}.

    Raises PolicyImpossible for settings that cannot be, and PolicyChangedMeanwhile where `since`, the fingerprint of
    the policy that somebody looked at, is not that of what stands. `as_of`: it puts back what stood at that time.

    Two admins at once wait for each other at the tenant's row, so that each one's before is the other's after; it
    leaves the row's key free: new requests may name the tenant meanwhile. Whoever also locks people locks them first,
    as everybody does.
    """
    Tenant.objects.select_for_update(no_key=True).get(pk=tenant.pk)
    if actor is not None:
        refuse_changed_rights(actor)
    stands = policy_as_it_stands(tenant)
    if since and since != fingerprint(stands):
        raise PolicyChangedMeanwhile(tenant.slug)
    whole = wanted.over(stands)
    found = settings_problems(tenant, whole)
    if found:
        raise PolicyImpossible(found)
    _write_all(tenant, wanted, whole)
    stand_now = policy_as_it_stands(tenant)
    changed = differences(stands, stand_now)
    if changed:
        record(CHANGED, tenant=tenant, actor=actor, changed=changed)
        if not has_history(tenant):
            keep(tenant, **_as_kept(stands))
        keep(tenant, actor=actor, changed=changed, as_of=as_of, **_as_kept(stand_now))
        tell_methods(tenant)
        _tell_parts(tenant, stands, whole)
    return changed


@contextmanager
def supposing(tenant: Tenant, wanted: Policy) -> Iterator[None]:
    """As if the tenant's policy were what is wanted, to whoever asks in here; then it is what it was.

    It is written as it would be, so that every question is asked of it, and taken back before anybody else can read
    it. Nobody is told, nothing is recorded. Raises PolicyImpossible.
    """
    with transaction.atomic():
        Tenant.objects.select_for_update(no_key=True).get(pk=tenant.pk)
        whole = wanted.over(policy_as_it_stands(tenant))
        found = settings_problems(tenant, whole)
        if found:
            raise PolicyImpossible(found)
        _write_all(tenant, wanted, whole)
        try:
            yield
        finally:
            transaction.set_rollback(True)


def tell_methods(tenant: Tenant) -> None:
    """Have each method look at who may use it now: the policy changed, or who is in a group that it names."""
    for method in registry.by_policy():
        if method.policy is not None:
            method.policy.changed(tenant)


def _tell_parts(tenant: Tenant, before: Policy, after: Policy) -> None:
    for part in parts.parts_of(tenant):
        was, now = settings_in(before, part), settings_in(after, part)
        if was != now:
            part.changed(tenant, was, now)


def settings_problems(tenant: Tenant, wanted: Policy) -> dict[str, StrOrPromise]:
    """What of the settings cannot be, by "<method or part>.<setting>"; empty when all can."""
    found = {
        f"{key}.{name}": text
        for key, settings in _all_settings(wanted)
        for name, text in settings.problems(tenant).items()
    }
    beside = {
        f"{part.key}.{name}": text
        for part in parts.parts_of(tenant)
        for name, text in part.problems(wanted).items()
    }
    return beside | found


def settings_in(policy: Policy, part: TenantPart) -> MethodSettings:
    """Return what a policy sets of a part; the safest where it says nothing, or nothing that can be read."""
    return read_stored(part.settings, policy.parts.get(part.key, {})) or part.settings()


def in_plain_values(policy: Policy) -> dict[str, Any]:
    """Return a policy as names and plain values, such as "phone.for": "everyone"; groups by name."""
    named = dict(Group.objects.filter(pk__in=all_groups(policy)).values_list("pk", "name"))
    plain: dict[str, Any] = {"two_step": policy.two_step}
    for key, settings in _all_settings(policy):
        plain |= {f"{key}.{name}": value for name, value in asdict(settings).items()}
        if isinstance(settings, NamesGroups):
            plain |= {f"{key}.{name}": value for name, value in settings.in_plain(named).items()}
    for method in registry.by_policy():
        rule = policy.rule_of(method.key)
        plain |= {
            f"{method.key}.for": OFF if not rule.is_on else EVERYONE if rule.for_everyone else GROUPS,
            f"{method.key}.include": _names(rule.include, named),
            f"{method.key}.exclude": _names(rule.exclude, named),
        }
    return plain


def differences(before: Policy, after: Policy) -> dict[str, list[Any]]:
    """Return what differs between two policies, in plain values: {name: [before, after]}."""
    was = in_plain_values(before)
    return {
        name: [was.get(name), now] for name, now in in_plain_values(after).items() if was.get(name) != now
    }


def fingerprint(policy: Policy, key: str = "") -> str:
    """Return what tells two policies apart; of one method, one part or "two_step" alone, where `key` names it.

    Of a page that shows several parts, all of them.
    """
    kept = as_stored(kept_values(policy))
    beside = {part.key: kept["parts"][part.key] for part in parts.in_order() if key and part.page == key}
    told = {"two_step": kept["two_step"], **kept["methods"], **kept["parts"]}[key] if key else kept
    if beside:
        told = {key: told, **beside}
    return f"{number_of(json.dumps(told, sort_keys=True)):x}"


def kept_values(policy: Policy) -> KeptValues:
    """Return the policy with every default written out."""
    whole = {key: asdict(settings) for key, settings in _all_settings(policy)}
    return KeptValues(
        two_step=policy.two_step,
        methods={
            method.key: KeptRule(
                is_on=rule.is_on,
                for_everyone=rule.for_everyone,
                include=sorted(map(int, rule.include)),
                exclude=sorted(map(int, rule.exclude)),
                settings=whole.get(method.key, {}),
            )
            for method in registry.by_policy()
            for rule in (policy.rule_of(method.key),)
        },
        parts={part.key: whole[part.key] for part in parts.in_order()},
    )


def _as_kept(policy: Policy) -> dict[str, Any]:
    groups = Group.objects.filter(pk__in=all_groups(policy)).values_list("pk", "name")
    return {"values": as_stored(kept_values(policy)), "groups": dict(groups)}


def _all_settings(policy: Policy) -> Iterator[tuple[str, Any]]:
    """The settings of each method and each part that has some, with its key."""
    for method in registry.by_policy():
        if method.policy is not None and method.policy.settings is not None:
            yield method.key, settings_of(policy.methods, method.key, method.policy.settings)
    for part in parts.in_order():
        yield part.key, settings_in(policy, part)


def all_groups(policy: Policy) -> frozenset[int]:
    """Return the ids of every group that a policy names, in methods and in settings."""
    by_rules = (int(pk) for rule in policy.methods.values() for pk in rule.include | rule.exclude)
    naming = (settings for _key, settings in _all_settings(policy) if isinstance(settings, NamesGroups))
    return frozenset(by_rules).union(*(settings.named_groups for settings in naming))


def _names(groups: Iterable[str | int], named: Mapping[int, str]) -> list[str]:
    return sorted(named[int(pk)] for pk in groups if int(pk) in named)


def _write_all(tenant: Tenant, wanted: Policy, whole: Policy) -> None:
    TenantPolicy.objects.update_or_create(
        tenant=tenant, defaults={"two_step": wanted.two_step, "settings": dict(whole.parts)}
    )
    for key, rule in wanted.methods.items():
        _write(tenant, key, rule)


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
