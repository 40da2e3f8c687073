"""Which acts need a second person in an organisation. Off at first; turned on where two can agree to each other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from accounts.audit.log import record
from accounts.tenants.models import Tenant
from accounts.users.access import with_right_in
from accounts.users.models import User
from accounts.users.roles import Act, may
from devices.four_eyes import kinds
from devices.four_eyes.events import CHOSEN
from devices.four_eyes.models import ChosenActs
from devices.four_eyes.refusals import NobodyToAgree


def chosen_in(tenant: Tenant) -> frozenset[str]:
    """The keys of the kinds that this organisation chose."""
    row = ChosenActs.objects.filter(tenant=tenant).first()
    return frozenset(row.kinds) if row is not None else frozenset()


def is_needed(key: str, tenant: Tenant) -> bool:
    """Does an act of this kind need a second person here?"""
    kind = kinds.find(key)
    return kind is not None and (kind.always or (kind.with_kind or key) in chosen_in(tenant))


def is_needed_anywhere(key: str) -> bool:
    """Does any organisation need a second person for such an act?"""
    return any(key in kinds_of for kinds_of in ChosenActs.objects.values_list("kinds", flat=True))


def seconds_in(tenant: Tenant) -> int:
    """How many of the organisation's own people could agree to each other's acts now."""
    return with_right_in(tenant, Act.APPOINT).filter(is_active=True, blocked_at=None).count()


def may_choose(person: User, tenant: Tenant) -> bool:
    """May this person say what needs a second one? Whoever appoints people there."""
    return may(person, Act.APPOINT, on=tenant)


def with_guards(wanted: Iterable[str]) -> frozenset[str]:
    """Those that are wanted, and those without which somebody could alone make the second person who agrees."""
    chosen = frozenset(wanted)
    guards = (kind.key for kind in kinds.to_choose() if kind.guards)
    return chosen.union(guards) if chosen else chosen


@transaction.atomic
def choose(tenant: Tenant, wanted: Iterable[str], *, actor: User | None, second: User | None = None) -> None:
    """Make these the kinds that need a second person. Whoever leaves one out has had it agreed to (`second`)."""
    Tenant.objects.select_for_update(no_key=True).get(pk=tenant.pk)
    before, after = sorted(chosen_in(tenant)), sorted(with_guards(wanted))
    if before == after:
        return
    if set(after) - set(before) and seconds_in(tenant) < 2:
        raise NobodyToAgree(f"{tenant} has nobody who could agree")
    ChosenActs.objects.update_or_create(tenant=tenant, defaults={"kinds": after})
    said: dict[str, Any] = {"second": second.username} if second is not None else {}
    record(CHOSEN, tenant=tenant, actor=actor, chosen=after, **said)
