"""The gates to passkeys: whose they are, and which of them can be used now."""

from __future__ import annotations

from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet

from accounts.policy.models import MethodPolicy
from accounts.refusals import NotYours
from accounts.tenants.models import Tenant
from accounts.users.models import User
from devices.passkeys.models import Passkey, PasskeyOwner
from devices.passkeys.settings import KEY, taken_of, why_not

# One that a phone's account made counts with that account, from the test of the phone on to its end.
COUNTS = Q(is_only_unlock=False) & (
    Q(phone_account=None) | Q(phone_account__confirmed=True) & ~Q(phone_account__state="ended")
)
ANSWERS = Q(suspended_at=None, stopped_at=None) & (
    Q(phone_account=None) | Q(phone_account__state="active", phone_account__phone__state="active")
)


def known_passkeys() -> QuerySet[Passkey]:
    """Those of anybody, with `user` and their tenant."""
    return Passkey.objects.filter(COUNTS).select_related("user__tenant")


def passkeys_of(user: User | UUID | OuterRef) -> QuerySet[Passkey]:
    """Return the person's passkeys, the newest first."""
    return Passkey.objects.filter(COUNTS, user=user).order_by("-created_at", "-pk")


def standing_passkeys_of(user: User | UUID | OuterRef) -> QuerySet[Passkey]:
    """Those that are not suspended, and whose phone is not."""
    return passkeys_of(user).filter(ANSWERS)


def credentials_of(user: User) -> QuerySet[Passkey]:
    """Whatever a browser may go on keeping for the person: their passkeys, and what only unlocks a phone of theirs."""
    return Passkey.objects.filter(user=user, suspended_at=None).order_by("pk")


def usable_passkeys_of(user: User) -> list[Passkey]:
    """Those of them that the person's organisation takes."""
    taken = taken_of(user)
    return [passkey for passkey in standing_passkeys_of(user) if not why_not(taken, passkey)]


def passkeys_in(tenant: Tenant) -> QuerySet[Passkey]:
    """Those of all people of a tenant, with `user`."""
    return Passkey.objects.filter(user__tenant=tenant).select_related("user").order_by("pk")


def passkey_of(user: User, passkey_id: int) -> Passkey:
    """Return one of the person's own. Raises NotYours."""
    found = passkeys_of(user).filter(pk=passkey_id).first()
    if found is None:
        raise NotYours("no such passkey, or somebody else's")
    return found


def untried_passkey_of(user: User, passkey_id: int) -> Passkey | None:
    """Return one of the person's own that was made and never used yet; None where it was. Raises NotYours."""
    passkey = passkey_of(user, passkey_id)
    return passkey if passkey.last_used_at is None and passkey.suspended_at is None else None


def handle_of(user: User) -> str:
    """The handle of this person; "" of whom has never made a passkey."""
    return PasskeyOwner.objects.filter(user=user).values_list("handle", flat=True).first() or ""


def is_offered_anywhere() -> bool:
    """Can anybody of this installation sign in with a passkey?"""
    return MethodPolicy.objects.filter(method=KEY, is_on=True, tenant__is_active=True).exists()
