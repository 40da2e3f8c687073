"""What strength is required of one person: by their groups, and by the application that they are on the way to.

Read anew whenever it is asked, from the policy as it stands: what changes in the middle of a sign-in is met at its next
step (T08).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from accounts.policy.facts import groups_of
from accounts.policy.models import TenantPolicy
from accounts.policy.need import Need, Strength
from accounts.policy.rules import allowance
from accounts.policy.strengths.settings import KEY, OfGroups, State, StrengthSettings, code_of
from accounts.stored import read_stored
from accounts.tenants.models import Tenant
from accounts.users.models import User

# Who asks, where it is no application: groups of the person, or their organisation of everybody.
GROUPS, EVERYBODY = "groups", "everybody"
BETWEEN = "@"


@dataclass(frozen=True)
class Asked:
    """A strength, and which part of the policy asks for it: the key of an application, GROUPS or EVERYBODY."""

    strength: Strength
    source: str

    @property
    def code(self) -> str:
        """What the log keeps of it."""
        return f"{code_of(self.strength)}{BETWEEN}{self.source}"


def by_application(tenant: Tenant, key: str, state: str = State.ON) -> tuple[Asked, ...]:
    """Return what is required of whoever opens the application with this key; "" is none."""
    settings = _settings_of(tenant) if key else None
    if settings is None:
        return ()
    rules = (one for one in settings.applications if one.application == key and one.state == state)
    return tuple(Asked(settings.strength(one.strength), key) for one in rules)


def of_person(user: User, state: str = State.ON) -> tuple[Asked, ...]:
    """Return what is required of this person, whatever they sign in to. No question where no group is named."""
    settings = _settings_of(user.tenant)
    rules = [one for one in settings.groups if one.state == state] if settings is not None else []
    if settings is None or not rules:
        return ()
    concerns = _concerns(user, rules)
    return tuple(Asked(settings.strength(one.strength), _source(one)) for one in rules if concerns(one))


def required_of(user: User, key: str = "", state: str = State.ON) -> tuple[Asked, ...]:
    """Return both: what is required of them, and of whoever opens the application with this key."""
    return (*of_person(user, state), *by_application(user.tenant, key, state))


def with_strengths(need: Need, user: User, key: str) -> Need:
    """Return the need of a page of the application with this key, with the strengths required there; "" is none."""
    return also(need, required_of(user, key)) if key else need


def also(need: Need, asked: tuple[Asked, ...]) -> Need:
    """Return the need with these strengths as well; the very same where there are none."""
    strengths = tuple(one.strength for one in asked)
    return replace(need, strengths=need.strengths + strengths) if asked else need


def _settings_of(tenant: Tenant) -> StrengthSettings | None:
    """What is set; None where nothing is. What cannot be read is something that nothing meets (fail closed)."""
    try:
        kept = tenant.policy.settings.get(KEY)
    except TenantPolicy.DoesNotExist:
        return None
    if kept is None:
        return None
    unreadable = StrengthSettings(groups=(OfGroups(strength="", state=State.ON),))
    return read_stored(StrengthSettings, kept) or unreadable


def _concerns(user: User, rules: list[OfGroups]) -> Callable[[OfGroups], bool]:
    is_by_group = any(one.named_groups for one in rules)
    groups = groups_of(user) if is_by_group else frozenset[str]()
    return lambda one: allowance(rule=one.rule, groups=groups).is_allowed


def _source(rule: OfGroups) -> str:
    return GROUPS if rule.include else EVERYBODY
