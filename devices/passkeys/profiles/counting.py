"""Which passkeys of many people count under some settings; and whose would count no more under others (E23)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.tenants.models import Tenant
from accounts.users.access import users_in
from accounts.users.models import User
from devices.passkeys.access import standing_passkeys_of
from devices.passkeys.profiles.kinds import Kinds, Profile
from devices.passkeys.settings import PasskeySettings, settings_in

EVERY, NONE = Q(pk__isnull=False), Q(pk__in=())


def held_under(settings: Mapping[str, Any], to_start: bool) -> Exists:  # noqa: FBT001  the contract's signature
    """Has a passkey that counts under these settings of the method; `to_start`: one that a sign-in can begin with."""
    return Exists(_counting(settings_in(settings), to_start=to_start).order_by())


def spoiled(tenant: Tenant, now: Mapping[str, Any], wanted: Mapping[str, Any]) -> QuerySet[User]:
    """Return people who have a passkey that counts now, and would not under the `wanted` settings."""
    before, after = settings_in(now), settings_in(wanted)
    people = users_in(tenant).filter(is_active=True).order_by("username")
    if before == after:
        return people.none()
    going = standing_passkeys_of(OuterRef("pk")).filter(taken_by(before)).exclude(taken_by(after))
    return people.filter(Exists(going.order_by()))


def _counting(settings: PasskeySettings, *, to_start: bool) -> QuerySet[Any]:
    standing = standing_passkeys_of(OuterRef("pk"))
    if to_start:
        standing = standing.filter(is_discoverable=True)
    return standing if settings.takes_all else standing.filter(taken_by(settings))


def taken_by(settings: PasskeySettings) -> Q:
    """The same as `PasskeySettings.taken_of` and `Taken.why_not`, of many passkeys at once."""
    taken, is_in_any = NONE, NONE
    for profile in settings.profiles:
        is_in = _is_for(profile)
        is_in_any |= is_in
        taken |= is_in & _of_kinds(profile)
    return taken | (~is_in_any & _of_kinds(settings) if settings.profiles else _of_kinds(settings))


def _of_kinds(kinds: Kinds) -> Q:
    found = EVERY
    if not kinds.allow_synced:
        found &= Q(is_synced=False)
    if kinds.listed:
        found &= Q(aaguid__in=sorted(kinds.aaguids))
    if kinds.attested:
        found &= Q(attested_by__isnull=False)
    return found


def _is_for(profile: Profile) -> Q:
    """Is its person one of those whom the profile is about?"""
    found = _is_in(profile.include) if profile.include else EVERY
    return found & ~_is_in(profile.exclude) if profile.exclude else found


def _is_in(groups: tuple[int, ...]) -> Q:
    of_person = User.member_groups.through.objects.filter(user=OuterRef("user_id"), group__in=groups)
    return Q(Exists(of_person.order_by()))
