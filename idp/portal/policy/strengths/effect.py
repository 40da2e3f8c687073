"""Whom a change of what is required asks, who of them could not meet it now, and whether it shuts out its own admin."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.many.estimating import Looked, Some, some_of
from accounts.policy.changing import Policy
from accounts.policy.need import Strength
from accounts.policy.rules import MethodRule
from accounts.policy.strengths import applications
from accounts.policy.strengths.required import EVERYBODY, GROUPS
from accounts.policy.strengths.settings import OfApplication, OfGroups, State, strengths_in
from accounts.policy.strengths.words import called, source
from accounts.policy.ways_in import can_meet, people_allowed
from accounts.tenants.models import Tenant
from accounts.users.access import users_in
from accounts.users.models import User

# In what is written of a change, as many are named.
MOST_NAMED = 10
SHUTS_YOU_OUT = _(
    "You could not come in any more yourself: you have no way that is as strong as this requires of you. Add one at "
    "Security info first, or try it as report-only."
)


@dataclass(frozen=True)
class Newly:
    """A strength that is newly asked, or reported: of how many, and how many of them could not meet it now.

    `names` are some of these; `is_about`: both numbers are estimates.
    """

    label: str
    strength: str
    is_only_reported: bool
    asked: int
    too_weak: int
    names: tuple[str, ...]
    is_about: bool = False

    @property
    def more(self) -> int:
        return self.too_weak - len(self.names)


def newly_required(tenant: Tenant, *, now: Policy, wanted: Policy, looked: Looked) -> list[Newly]:
    """Return what the change asks that was not asked so before, and what fewer could meet than before."""
    found = []
    for rule in _rules(wanted):
        stood = _stood(rule, now, wanted)
        if not stood or now.methods != wanted.methods:
            people = some_of(_people(tenant, rule), looked)
            one = _newly(rule, people, now=now if stood else None, wanted=wanted)
            found += [one] if not stood or one.too_weak else []
    return found


def _stood(rule: OfApplication | OfGroups, now: Policy, wanted: Policy) -> bool:
    before, after = (strengths_in(one.parts).strength(rule.strength) for one in (now, wanted))
    return rule in _rules(now) and before == after


def _newly(rule: OfApplication | OfGroups, people: Some, *, now: Policy | None, wanted: Policy) -> Newly:
    """Whom it asks, and who could not meet it; only those who can by what stands `now`, if anything does."""
    strength = strengths_in(wanted.parts).strength(rule.strength)
    too_weak = people.who_not(can_meet(wanted, strength))
    if now is not None:
        too_weak = too_weak.who(can_meet(now, strength))
    many, names = too_weak.named(MOST_NAMED)
    return Newly(
        label=_label(rule),
        strength=called(strength),
        is_only_reported=rule.state == State.REPORTED,
        asked=people.count(),
        too_weak=many,
        names=names,
        is_about=people.is_about,
    )


def _rules(policy: Policy) -> list[OfApplication | OfGroups]:
    """What is asked or reported, not what is kept for later."""
    return [one for one in strengths_in(policy.parts).rules if one.state != State.OFF]


def _people(tenant: Tenant, rule: OfApplication | OfGroups) -> QuerySet[User]:
    if isinstance(rule, OfGroups):
        return people_allowed(tenant, rule.rule)
    application = applications.find(rule.application)
    return application.people(tenant) if application is not None else users_in(tenant).none()


def _label(rule: OfApplication | OfGroups) -> str:
    if isinstance(rule, OfApplication):
        return source(rule.application)
    return source(GROUPS if rule.include else EVERYBODY)


def shuts_out(asker: User | None, tenant: Tenant, *, now: Policy, wanted: Policy) -> bool:
    """Could whoever saves this prove what it requires of them no more, though they could what stands (E10)?

    To sign in, and to come back to where it is looked after. What is only reported shuts nobody out.
    """
    if asker is None or asker.tenant_id != tenant.pk:
        return False
    return not _comes_in(asker, tenant, wanted) and _comes_in(asker, tenant, now)


def _comes_in(asker: User, tenant: Tenant, policy: Policy) -> bool:
    asked = list(_asked_of(asker, tenant, policy))
    if not asked:
        return True
    able = Q(pk=asker.pk)
    for strength in asked:
        able &= can_meet(policy, strength)
    return users_in(tenant).filter(able).exists()


def _asked_of(asker: User, tenant: Tenant, policy: Policy) -> Iterator[Strength]:
    settings = strengths_in(policy.parts)
    for one in settings.applications:
        application = applications.find(one.application)
        if one.state == State.ON and application is not None and application.is_looked_after_in:
            yield settings.strength(one.strength)
    for rule in _on(settings.groups):
        if _is_for(asker, tenant, rule.rule):
            yield settings.strength(rule.strength)


def _on(rules: Iterable[OfGroups]) -> Iterator[OfGroups]:
    return (one for one in rules if one.state == State.ON)


def _is_for(asker: User, tenant: Tenant, rule: MethodRule) -> bool:
    return people_allowed(tenant, rule).filter(pk=asker.pk).exists()
