"""How many people a policy is about, and whom a change of it meets, counted before it is made (E01, E23)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.many.estimating import Looked, Some, few_of, look_at, some_of
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
    may_lose,
    newly_allowed,
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


@dataclass(frozen=True)
class Named:
    """Some people: how many, some of them by username, how many more there are; `is_about`: that is an estimate."""

    count: int
    names: tuple[str, ...]
    is_about: bool = False

    @property
    def more(self) -> int:
        return self.count - len(self.names)


NOBODY = Named(0, ())


@dataclass(frozen=True)
class MethodEffect:
    """What changes for whom with one method. `ready` of those gaining have set it up already.

    When it is turned off `removable` of what people have set up can go with it; `staying` is out of the asker's reach;
    where people are `many`, nothing goes: it is too much at once. Of those who are `spoiled` something counts no more,
    by its settings. Which numbers are estimated stands beside them.
    """

    method: VerificationMethod
    gaining: int
    ready: int
    losing: int
    turns_off: bool
    removable: int
    staying: int
    spoiled: Named
    many: bool = False
    gaining_is_about: bool = False
    losing_is_about: bool = False

    @property
    def is_about(self) -> bool:
        return self.gaining_is_about or self.losing_is_about or self.spoiled.is_about

    @property
    def not_ready(self) -> int:
        """Of what is handed out nobody sets up anything."""
        return 0 if self.method.proves.is_granted else max(0, self.gaining - self.ready)

    @property
    def meets_people(self) -> bool:
        return bool(self.gaining or self.losing or self.removable or self.spoiled.count or self.is_about)


@dataclass(frozen=True)
class Effect:
    """What the whole change means. `parts` says whom those that change then meet.

    Of `asked_more` two steps are asked from then on, of `asked_less` no more. `closes_portal`: the asker could not open
    this portal any more. `strengths` is what is newly required. `is_about`: those who may lose a way were too many to
    look at each.
    """

    methods: tuple[MethodEffect, ...]
    parts: tuple[StrOrPromise, ...]
    lost_last: Named
    lost_second: Named
    closes_portal: bool
    asked_more: Named
    asked_less: Named
    strengths: tuple[Newly, ...] = ()
    is_about: bool = False

    @property
    def meets_people(self) -> bool:
        """Does anybody notice, or may they, unlike those who were looked at? Then it is said, and asked, first."""
        is_plain = bool(self.methods or self.parts or self.closes_portal or self.strengths)
        return is_plain or self.is_estimated or any(some.count for some in self._people)

    @property
    def is_estimated(self) -> bool:
        """Is any of its numbers an estimate?"""
        said = [one.is_about for one in self.methods] + [one.is_about for one in self.strengths]
        return self.is_about or any(said) or any(some.is_about for some in self._people)

    @property
    def _people(self) -> tuple[Named, ...]:
        return (self.lost_last, self.lost_second, self.asked_more, self.asked_less)


def named(some: Some) -> Named:
    """Return how many these are, and ten of them by name."""
    return Named(*some.named(MOST_NAMED), is_about=some.is_about)


def effect_of(tenant: Tenant, *, now: Policy, wanted: Policy, asker: User) -> Effect:
    """Count whom the change from what stands `now` meets; what does not change meets nobody, and is not counted."""
    looked = look_at(users_in(tenant))
    changing = [one for one in registry.by_policy() if now.rule_of(one.key) != wanted.rule_of(one.key)]
    effects = [_of_method(_Change(tenant, one, now, wanted, looked), asker) for one in changing]
    losing = _losing(tenant, now, wanted, looked)
    lost = lost_ways(losing.people, now=now, wanted=wanted)
    before, after = (two_step_rule(one.two_step, one.parts) for one in (now, wanted))
    is_own = asker.tenant_id == tenant.pk
    return Effect(
        methods=tuple(effect for effect in effects if effect.meets_people),
        parts=tuple(_of_parts(tenant, now, wanted)),
        lost_last=named(Some(lost.last, losing.looked)),
        lost_second=named(Some(lost.second, losing.looked)),
        closes_portal=is_own and can_show_two_factors(asker, now) and not can_show_two_factors(asker, wanted),
        asked_more=named(some_of(newly_allowed(tenant, after, before=before), looked)),
        asked_less=named(some_of(newly_allowed(tenant, before, before=after), looked)),
        strengths=tuple(newly_required(tenant, now=now, wanted=wanted, looked=looked)),
        is_about=losing.is_about,
    )


def _losing(tenant: Tenant, now: Policy, wanted: Policy, looked: Looked) -> Some:
    """Everybody whom it can concern where they are few enough to be named (E23), else some of all."""
    everybody, concerned = users_in(tenant), may_lose(tenant, now=now, wanted=wanted)
    ids = few_of(concerned) if concerned is not None else None
    if ids is None:
        return Some(looked.among(everybody), looked)
    return Some(everybody.filter(pk__in=ids))


def of_whom_two_steps(tenant: Tenant, stands: Policy, looked: Looked) -> str:
    """Say of how many people two steps are asked now; "" of nobody."""
    if not stands.two_step:
        return ""
    asked = users_in(tenant).filter(asked_two_steps(stands), is_active=True)
    return _("Two steps are asked of %(people)s.") % {"people": some_of(asked, looked).told()}


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

    @property
    def rules(self) -> tuple[MethodRule, MethodRule]:
        return self.now.rule_of(self.method.key), self.wanted.rule_of(self.method.key)


def _of_method(change: _Change, asker: User) -> MethodEffect:
    tenant, method, looked = change.tenant, change.method, change.looked
    rule, then = change.rules
    gaining = some_of(newly_allowed(tenant, then, before=rule), looked)
    losing = some_of(newly_allowed(tenant, rule, before=then), looked)
    turns_off = rule.is_on and not then.is_on
    can_go = turns_off and looked.is_exact
    going = len(removable(tenant, method, asker=asker)) if can_go else 0
    return MethodEffect(
        method=method,
        gaining=gaining.count(),
        ready=gaining.who(held_by(method, then, to_start=method.can_start)).count(),
        losing=losing.count(),
        turns_off=turns_off,
        removable=going,
        staying=sum(1 for _one in _standing(tenant, method)) - going if can_go else 0,
        spoiled=_spoiled(change),
        many=not looked.is_exact,
        gaining_is_about=gaining.is_about,
        losing_is_about=losing.is_about,
    )


def _spoiled(change: _Change) -> Named:
    """Whose things count no more, though they may go on using the method."""
    method, (rule, then) = change.method, change.rules
    ask = method.policy.spoiled if method.policy is not None else None
    if ask is None or not then.is_on or rule.settings == then.settings:
        return NOBODY
    # Whoever has any is found by an index; what of it counts no more is not.
    some = some_of(users_in(change.tenant).filter(Q(method.held())), change.looked)
    people = ask(change.tenant, rule.settings, then.settings)
    return named(some.who(Q(pk__in=people.order_by().values("pk")) & allowed_by(rule) & allowed_by(then)))


def _standing(tenant: Tenant, method: VerificationMethod) -> Iterator[Any]:
    leftovers = method.policy.leftovers if method.policy is not None else None
    yield from leftovers.standing(tenant) if leftovers is not None else ()


def who_may(tenant: Tenant, rule: MethodRule, looked: Looked) -> str:
    """Return how many people a method is for, in words; "" where it is off."""
    return some_of(people_allowed(tenant, rule), looked).told() if rule.is_on else ""


def who_has(tenant: Tenant, rule: MethodRule, method: VerificationMethod, looked: Looked) -> str:
    """Return how many of those it is for have it ready; "" where it is off, and of what is handed out."""
    if not rule.is_on or method.proves.is_granted:
        return ""
    has = held_by(method, rule, to_start=method.can_start)
    return some_of(people_allowed(tenant, rule), looked).who(has).told()
