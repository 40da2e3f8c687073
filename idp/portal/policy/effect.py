"""How many people a policy is about, and whom a change of it meets, counted before it is made (E01, E23)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import QuerySet

from accounts.many.estimating import EVERYBODY, LOOKED_AT, Looked, look_at
from accounts.methods import registry
from accounts.methods.contract import VerificationMethod
from accounts.policy import parts
from accounts.policy.changing import Policy, settings_in
from accounts.policy.rules import MethodRule
from accounts.policy.ways_in import can_show_two_factors, lost_ways, may_lose, people_allowed
from accounts.tenants.models import Tenant
from accounts.users.access import users_in
from accounts.users.models import User
from accounts.users.roles import Act, may
from idp.portal.policy.words import MOST_NAMED

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class MethodEffect:
    """What changes for whom with one method. `ready` of those gaining have set it up already.

    When it is turned off `removable` of what people have set up can go with it; `staying` is out of the asker's reach.
    `looked` says who was looked at; where that is not everybody, nothing of it is removable: it is too much at once.
    """

    method: VerificationMethod
    gaining: int
    ready: int
    losing: int
    turns_off: bool
    removable: int
    staying: int
    looked: Looked = EVERYBODY

    @property
    def is_about(self) -> bool:
        return not self.looked.is_exact

    @property
    def not_ready(self) -> int:
        """Of what is handed out nobody sets up anything."""
        return 0 if self.method.proves.is_granted else max(0, self.gaining - self.ready)

    @property
    def meets_people(self) -> bool:
        return bool(self.gaining or self.losing or self.removable)


@dataclass(frozen=True)
class Named:
    """Some people: how many, some of them by username, how many more there are; `is_about`: that is an estimate."""

    count: int
    names: tuple[str, ...]
    is_about: bool = False

    @property
    def more(self) -> int:
        return self.count - len(self.names)


@dataclass(frozen=True)
class Effect:
    """What the whole change means. `parts` says whom those that change then meet.

    `closes_portal`: the asker could not open this portal any more. `is_about`: people were too many to look at each.
    """

    methods: tuple[MethodEffect, ...]
    parts: tuple[StrOrPromise, ...]
    lost_last: Named
    lost_second: Named
    closes_portal: bool
    is_about: bool = False

    @property
    def meets_people(self) -> bool:
        """Does anybody notice, or may they, unlike those who were looked at? Then it is said, and asked, first."""
        is_plain = bool(self.methods or self.parts or self.closes_portal or self.is_about)
        return is_plain or bool(self.lost_last.count or self.lost_second.count)


def named(people: QuerySet[User], looked: Looked = EVERYBODY) -> Named:
    """Return how many these are, and ten of them by name."""
    names = tuple(people.values_list("username", flat=True)[:MOST_NAMED])
    return Named(looked.in_all(people.count()), names, is_about=not looked.is_exact)


def effect_of(tenant: Tenant, *, now: Policy, wanted: Policy, asker: User) -> Effect:
    """Count whom the change from what stands `now` meets; what does not change meets nobody, and is not counted."""
    looked = look_at(users_in(tenant))
    changing = [one for one in registry.by_policy() if now.rule_of(one.key) != wanted.rule_of(one.key)]
    effects = [_of_method(_Change(tenant, one, now, wanted, looked), asker) for one in changing]
    found = _losing(tenant, now, wanted, looked)
    lost = lost_ways(found.people, now=now, wanted=wanted)
    is_own = asker.tenant_id == tenant.pk
    differs = bool(changing) or now.two_step != wanted.two_step
    return Effect(
        methods=tuple(effect for effect in effects if effect.meets_people),
        parts=tuple(_of_parts(tenant, now, wanted)),
        lost_last=named(lost.last, found.looked),
        lost_second=named(lost.second, found.looked),
        closes_portal=is_own and can_show_two_factors(asker, now) and not can_show_two_factors(asker, wanted),
        is_about=differs and not found.looked.is_exact,
    )


@dataclass(frozen=True)
class _Found:
    """Among whom those are looked for who lose a way."""

    people: QuerySet[User]
    looked: Looked


def _losing(tenant: Tenant, now: Policy, wanted: Policy, looked: Looked) -> _Found:
    """Everybody whom it can concern where they are few enough to be named (E23), else some of all."""
    if looked.is_exact:
        return _Found(users_in(tenant), looked)
    some = _Found(looked.among(users_in(tenant)), looked)
    concerned = may_lose(tenant, now=now, wanted=wanted)
    if concerned is None:
        return some
    ids: set[UUID] = set()
    for people in concerned:
        ids.update(people.order_by().values_list("pk", flat=True)[: LOOKED_AT + 1])
        if len(ids) > LOOKED_AT:
            return some
    return _Found(users_in(tenant).filter(pk__in=ids), EVERYBODY)


def _of_parts(tenant: Tenant, now: Policy, wanted: Policy) -> Iterator[StrOrPromise]:
    for part in parts.parts_of(tenant):
        words = part.meets(tenant, wanted)
        if words and (
            settings_in(now, part) != settings_in(wanted, part) or words != part.meets(tenant, now)
        ):
            yield f"{part.title}: {words}"


def removable(tenant: Tenant, method: VerificationMethod, *, asker: User) -> list[Any]:
    """What people have set up of a method and the asker may remove, here no more than one by one (T23)."""
    return [
        one
        for one in _standing(tenant, method)
        if one.user_id == asker.pk or may(asker, Act.REMOVE_METHOD, on=one.user)
    ]


@dataclass(frozen=True)
class _Change:
    """What changes of one method."""

    tenant: Tenant
    method: VerificationMethod
    now: Policy
    wanted: Policy
    looked: Looked


def _of_method(change: _Change, asker: User) -> MethodEffect:
    tenant, method, looked = change.tenant, change.method, change.looked
    rule, rule_then = change.now.rule_of(method.key), change.wanted.rule_of(method.key)
    before = looked.among(people_allowed(tenant, rule))
    after = looked.among(people_allowed(tenant, rule_then))
    gaining = after.exclude(pk__in=before.values("pk"))
    turns_off = rule.is_on and not rule_then.is_on
    can_go = turns_off and looked.is_exact
    going = len(removable(tenant, method, asker=asker)) if can_go else 0
    ready = gaining.filter(method.held_to_start() if method.can_start else method.held())
    return MethodEffect(
        method=method,
        gaining=looked.in_all(gaining.count()),
        ready=looked.in_all(ready.count()),
        losing=looked.in_all(before.exclude(pk__in=after.values("pk")).count()),
        turns_off=turns_off,
        removable=going,
        staying=sum(1 for _one in _standing(tenant, method)) - going if can_go else 0,
        looked=looked,
    )


def _standing(tenant: Tenant, method: VerificationMethod) -> Iterator[Any]:
    leftovers = method.policy.leftovers if method.policy is not None else None
    yield from leftovers.standing(tenant) if leftovers is not None else ()


def who_may(tenant: Tenant, rule: MethodRule, looked: Looked) -> str:
    """Return how many people a method is for, in words; "" where it is off."""
    return looked.told(looked.among(people_allowed(tenant, rule)).count()) if rule.is_on else ""


def who_has(tenant: Tenant, rule: MethodRule, method: VerificationMethod, looked: Looked) -> str:
    """Return how many of those it is for have it ready; "" where it is off, and of what is handed out."""
    if not rule.is_on or method.proves.is_granted:
        return ""
    has = method.held_to_start() if method.can_start else method.held()
    return looked.told(looked.among(people_allowed(tenant, rule)).filter(has).count())
