"""The gates to people: nobody reaches a user by an id from outside without naming who asks."""

from __future__ import annotations

import uuid

from django.db.models import QuerySet

from accounts.refusals import NotYours
from accounts.tenants.models import Tenant
from accounts.users.models import User


def find_for_sign_in(username: str, *, tenant_id: uuid.UUID) -> User | None:
    """The user who may sign in to this tenant under this canonical username.

    None for unknown, disabled and another tenant's people alike: the part after @ picks the tenant (T09).
    """
    return (
        User.objects.select_related("tenant__policy")
        .filter(username=username, tenant=tenant_id, is_active=True, tenant__is_active=True)
        .first()
    )


def users_in(tenant: Tenant) -> QuerySet[User]:
    return User.objects.filter(tenant=tenant)


def users_seen_by(asker: User) -> QuerySet[User]:
    """Operators see everybody; a tenant's admins their own; anybody else nobody."""
    if not asker.is_active or not asker.is_staff:
        return User.objects.none()
    return User.objects.all() if asker.is_operator else users_in(asker.tenant)


def lock_user(user_id: uuid.UUID) -> User:
    """The user's row, locked until the transaction ends: who decides and who revokes wait for each other here."""
    user = lock_if_there(user_id)
    if user is None:
        raise NotYours(f"no user {user_id}")
    return user


def lock_if_there(user_id: uuid.UUID) -> User | None:
    """The same; None, at the same cost, when there is no such user."""
    rows = User.objects.select_for_update(of=("self",), no_key=True).select_related("tenant__policy")
    return rows.filter(pk=user_id).first()


def nobody(username: str, *, tenant: Tenant) -> User:
    """A stand-in, in no table, for a name nobody may use: each look-up about it costs the same, and finds nothing."""
    return User(username=username, tenant=tenant)
