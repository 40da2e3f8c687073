"""Whom a change of policy meets, counted before it is made (E01, E23)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from accounts.methods import registry
from accounts.methods.contract import VerificationMethod
from accounts.policy.changing import Policy
from accounts.policy.ways_in import LostWays, can_show_two_factors, lost_ways, people_allowed
from accounts.tenants.models import Tenant
from accounts.users.models import User
from accounts.users.roles import Act, may


@dataclass(frozen=True)
class MethodEffect:
    """What changes for whom with one method. `ready` of those gaining have set it up already.

    When it is turned off `removable` of what people have set up can go with it; `staying` is out of the asker's reach.
    """

    method: VerificationMethod
    gaining: int
    ready: int
    losing: int
    turns_off: bool
    removable: int
    staying: int

    @property
    def not_ready(self) -> int:
        """Of what is handed out nobody sets up anything."""
        return 0 if self.method.proves.is_granted else self.gaining - self.ready

    @property
    def meets_people(self) -> bool:
        return bool(self.gaining or self.losing or self.removable)


@dataclass(frozen=True)
class Effect:
    """What the whole change means. `closes_portal`: the asker could not open this portal any more."""

    methods: tuple[MethodEffect, ...]
    lost: LostWays
    closes_portal: bool

    @property
    def meets_people(self) -> bool:
        """Does anybody notice? Then it is said, and asked, first."""
        return (
            bool(self.methods) or self.closes_portal or self.lost.last.exists() or self.lost.second.exists()
        )


def effect_of(tenant: Tenant, *, now: Policy, wanted: Policy, asker: User) -> Effect:
    effects = (_of_method(tenant, method, now, wanted, asker) for method in registry.by_policy())
    is_own = asker.tenant_id == tenant.pk
    return Effect(
        methods=tuple(effect for effect in effects if effect.meets_people),
        lost=lost_ways(tenant, now=now, wanted=wanted),
        closes_portal=is_own and can_show_two_factors(asker, now) and not can_show_two_factors(asker, wanted),
    )


def removable(tenant: Tenant, method: VerificationMethod, *, asker: User) -> list[Any]:
    """What people have set up of a method and the asker may remove, here no more than one by one (T23)."""
    return [
        one
        for one in _standing(tenant, method)
        if one.user_id == asker.pk or may(asker, Act.REMOVE_METHOD, on=one.user)
    ]


def _of_method(
    tenant: Tenant, method: VerificationMethod, now: Policy, wanted: Policy, asker: User
) -> MethodEffect:
    rule, rule_then = now.rule_of(method.key), wanted.rule_of(method.key)
    before, after = people_allowed(tenant, rule), people_allowed(tenant, rule_then)
    gaining = after.exclude(pk__in=before.values("pk"))
    turns_off = rule.is_on and not rule_then.is_on
    going = len(removable(tenant, method, asker=asker)) if turns_off else 0
    return MethodEffect(
        method=method,
        gaining=gaining.count(),
        ready=gaining.filter(method.held_to_start() if method.can_start else method.held()).count(),
        losing=before.exclude(pk__in=after.values("pk")).count(),
        turns_off=turns_off,
        removable=going,
        staying=sum(1 for _one in _standing(tenant, method)) - going if turns_off else 0,
    )


def _standing(tenant: Tenant, method: VerificationMethod) -> Iterator[Any]:
    leftovers = method.policy.leftovers if method.policy is not None else None
    yield from leftovers.standing(tenant) if leftovers is not None else ()
