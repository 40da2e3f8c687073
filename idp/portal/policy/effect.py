"""How many people a policy is about, and whom a change of it meets, counted before it is made (E01, E23)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.methods import registry
from accounts.methods.contract import VerificationMethod
from accounts.policy import parts
from accounts.policy.changing import Policy, settings_in
from accounts.policy.rules import MethodRule
from accounts.policy.steps.groups import two_step_rule
from accounts.policy.ways_in import (
    allowed_by,
    asked_two_steps,
    can_show_two_factors,
    held_by,
    lost_ways,
    people_allowed,
)
from accounts.tenants.models import Tenant
from accounts.users.access import users_in
from accounts.users.models import User
from accounts.users.roles import Act, may
from idp.portal.policy.strengths.effect import Newly, newly_required
from idp.portal.policy.words import MOST_NAMED

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# Further than this nobody is counted where it is only told how things stand.
MOST_COUNTED = 10_000


@dataclass(frozen=True)
class Named:
    """Some people: how many, the first of them by username, and how many more there are."""

    count: int
    names: tuple[str, ...]

    @property
    def more(self) -> int:
        return self.count - len(self.names)


NOBODY = Named(0, ())


@dataclass(frozen=True)
class MethodEffect:
    """What changes for whom with one method. `ready` of those gaining have set it up already.

    When it is turned off `removable` of what people have set up can go with it; `staying` is out of the asker's reach.
    Of those who are `spoiled` something counts no more, by its settings.
    """

    method: VerificationMethod
    gaining: int
    ready: int
    losing: int
    turns_off: bool
    removable: int
    staying: int
    spoiled: Named

    @property
    def not_ready(self) -> int:
        """Of what is handed out nobody sets up anything."""
        return 0 if self.method.proves.is_granted else self.gaining - self.ready

    @property
    def meets_people(self) -> bool:
        return bool(self.gaining or self.losing or self.removable or self.spoiled.count)


@dataclass(frozen=True)
class Effect:
    """What the whole change means. `parts` says whom those that change then meet.

    Of `asked_more` two steps are asked from then on, of `asked_less` no more. `closes_portal`: the asker could not open
    this portal any more. `strengths` is what is newly required.
    """

    methods: tuple[MethodEffect, ...]
    parts: tuple[StrOrPromise, ...]
    lost_last: Named
    lost_second: Named
    closes_portal: bool
    asked_more: Named
    asked_less: Named
    strengths: tuple[Newly, ...] = ()

    @property
    def meets_people(self) -> bool:
        """Does anybody notice? Then it is said, and asked, first."""
        is_plain = bool(self.methods or self.parts or self.closes_portal or self.strengths)
        people = (self.lost_last, self.lost_second, self.asked_more, self.asked_less)
        return is_plain or any(some.count for some in people)


def named(people: QuerySet[User]) -> Named:
    """Return how many these are, and ten of them by name."""
    return Named(people.count(), tuple(people.values_list("username", flat=True)[:MOST_NAMED]))


def effect_of(tenant: Tenant, *, now: Policy, wanted: Policy, asker: User) -> Effect:
    """Count whom the change from what stands `now` meets; what does not change meets nobody, and is not counted."""
    changing = [one for one in registry.by_policy() if now.rule_of(one.key) != wanted.rule_of(one.key)]
    effects = (_of_method(tenant, method, now, wanted, asker) for method in changing)
    lost = lost_ways(tenant, now=now, wanted=wanted)
    more, less = _asked_two_steps(tenant, now, wanted)
    is_own = asker.tenant_id == tenant.pk
    return Effect(
        methods=tuple(effect for effect in effects if effect.meets_people),
        parts=tuple(_of_parts(tenant, now, wanted)),
        lost_last=named(lost.last),
        lost_second=named(lost.second),
        closes_portal=is_own and can_show_two_factors(asker, now) and not can_show_two_factors(asker, wanted),
        asked_more=more,
        asked_less=less,
        strengths=tuple(newly_required(tenant, now=now, wanted=wanted)),
    )


def _asked_two_steps(tenant: Tenant, now: Policy, wanted: Policy) -> tuple[Named, Named]:
    """Of whom two steps are asked from then on, and of whom no more."""
    before, after = (two_step_rule(one.two_step, one.parts) for one in (now, wanted))
    if before == after:
        return NOBODY, NOBODY
    people = users_in(tenant).filter(is_active=True).order_by("username")
    asked, asked_then = asked_two_steps(now), asked_two_steps(wanted)
    return named(people.filter(asked_then).exclude(asked)), named(people.filter(asked).exclude(asked_then))


def of_whom_two_steps(tenant: Tenant, stands: Policy) -> str:
    """Say of how many people two steps are asked now; "" of nobody."""
    if not stands.two_step:
        return ""
    asked = users_in(tenant).filter(asked_two_steps(stands), is_active=True)
    return _("Two steps are asked of %(people)s.") % {"people": how_many(asked)}


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
        ready=gaining.filter(held_by(method, rule_then, to_start=method.can_start)).count(),
        losing=before.exclude(pk__in=after.values("pk")).count(),
        turns_off=turns_off,
        removable=going,
        staying=sum(1 for _one in _standing(tenant, method)) - going if turns_off else 0,
        spoiled=_spoiled(tenant, method, rule, rule_then),
    )


def _spoiled(tenant: Tenant, method: VerificationMethod, now: MethodRule, wanted: MethodRule) -> Named:
    """Whose things count no more, though they may go on using the method."""
    ask = method.policy.spoiled if method.policy is not None else None
    if ask is None or not wanted.is_on or now.settings == wanted.settings:
        return NOBODY
    people = ask(tenant, now.settings, wanted.settings)
    return named(people.filter(allowed_by(now), allowed_by(wanted)))


def _standing(tenant: Tenant, method: VerificationMethod) -> Iterator[Any]:
    leftovers = method.policy.leftovers if method.policy is not None else None
    yield from leftovers.standing(tenant) if leftovers is not None else ()


def how_many(people: QuerySet[User]) -> str:
    """Return the number of people in words."""
    found = people.order_by()[: MOST_COUNTED + 1].count()
    if found > MOST_COUNTED:
        return _("more than %(n)s people") % {"n": number_format(MOST_COUNTED, force_grouping=True)}
    return ngettext("%(n)d person", "%(n)d people", found) % {"n": found}


def who_may(tenant: Tenant, rule: MethodRule) -> str:
    """Return how many people a method is for, in words; "" where it is off."""
    return how_many(people_allowed(tenant, rule)) if rule.is_on else ""


def who_has(tenant: Tenant, rule: MethodRule, method: VerificationMethod) -> str:
    """Return how many of those it is for have it ready; "" where it is off, and of what is handed out."""
    if not rule.is_on or method.proves.is_granted:
        return ""
    has = held_by(method, rule, to_start=method.can_start)
    return how_many(people_allowed(tenant, rule).filter(has))
