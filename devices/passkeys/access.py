"""The gates to passkeys: whose they are, and which of them can be used now."""

from __future__ import annotations

from uuid import UUID

from django.db.models import OuterRef, QuerySet

from accounts.policy.facts import method_rules
from accounts.policy.models import MethodPolicy
from accounts.refusals import NotYours
from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.passkeys.models import Passkey, PasskeyOwner
from devices.passkeys.settings import KEY, passkey_settings


def passkeys_of(user: User | UUID | OuterRef) -> QuerySet[Passkey]:
    """Return the person's passkeys, the newest first."""
    return Passkey.objects.filter(user=user).order_by("-created_at", "-pk")


def standing_passkeys_of(user: User | UUID | OuterRef) -> QuerySet[Passkey]:
    """Those that are not suspended."""
    return passkeys_of(user).filter(suspended_at=None)


def usable_passkeys_of(user: User) -> list[Passkey]:
    """Those of them that the person's organisation takes."""
    settings = passkey_settings(method_rules(user.tenant))
    return [passkey for passkey in standing_passkeys_of(user) if settings.takes(passkey)]


def passkeys_in(tenant: Tenant) -> QuerySet[Passkey]:
    """Those of all people of a tenant, with `user`."""
    return Passkey.objects.filter(user__tenant=tenant).select_related("user").order_by("pk")


def passkey_of(user: User, passkey_id: int) -> Passkey:
    """Return one of the person's own. Raises NotYours."""
    found = passkeys_of(user).filter(pk=passkey_id).first()
    if found is None:
        raise NotYours("no such passkey, or somebody else's")
    return found


def handle_of(user: User) -> str:
    """The handle of this person; "" of whom has never made a passkey."""
    return PasskeyOwner.objects.filter(user=user).values_list("handle", flat=True).first() or ""


def is_offered_anywhere() -> bool:
    """Can anybody of this installation sign in with a passkey?"""
    return MethodPolicy.objects.filter(method=KEY, is_on=True, tenant__is_active=True).exists()
