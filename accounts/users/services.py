"""What changes a user."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from accounts.audit.log import record
from accounts.tenants.models import Tenant
from accounts.users.access import lock_user
from accounts.users.models import KnownBrowser, User


@transaction.atomic
def create_person(
    username: str,
    *,
    tenant: Tenant,
    actor: User | None,
    display_name: str = "",
    role: str = User.Role.MEMBER,
    password: str | None = None,
) -> User:
    """A new person of this tenant; without a password they have no way in until one is given to them."""
    person = User.objects.create_user(
        username, tenant=tenant, display_name=display_name, role=role, password=password
    )
    record("user:account:added", tenant=tenant, subject=person, actor=actor)
    return person


@transaction.atomic
def set_password(user: User, password: str, *, actor: User | None) -> None:
    """Gives the user another password; every session of theirs ends, since each carries a hash of it."""
    user.set_password(password)  # before the lock: hashing takes long
    locked = lock_user(user.pk)
    user.save(update_fields=["password"])
    record("user:password:set", tenant=locked.tenant, subject=locked, actor=actor)


@transaction.atomic
def end_sessions(user: User, *, actor: User | None, why: str) -> None:
    """Ends every session of the user, everywhere, from the next request on."""
    locked = lock_user(user.pk)
    User.objects.filter(pk=locked.pk).update(session_epoch=F("session_epoch") + 1)
    record("user:sessions:ended", tenant=locked.tenant, subject=locked, actor=actor, why=why)


@transaction.atomic
def disable(user: User, *, actor: User | None) -> None:
    """The user can no longer sign in, and every session of theirs ends."""
    locked = lock_user(user.pk)
    User.objects.filter(pk=locked.pk).update(is_active=False, session_epoch=F("session_epoch") + 1)
    record("user:account:disabled", tenant=locked.tenant, subject=locked, actor=actor)


@transaction.atomic
def enable(user: User, *, actor: User | None) -> None:
    """The user may sign in again; what ended stays ended."""
    locked = lock_user(user.pk)
    User.objects.filter(pk=locked.pk).update(is_active=True)
    record("user:account:enabled", tenant=locked.tenant, subject=locked, actor=actor)


@transaction.atomic
def prefer_method(user: User, *, method: str) -> None:
    """A better way to sign in was just set up: it is offered first everywhere, until another is used (A01, A12)."""
    User.objects.filter(pk=user.pk).update(default_method=method)
    KnownBrowser.objects.filter(user=user).update(last_method=method)


@transaction.atomic
def change_default(user: User, *, method: str) -> None:
    """The method that is offered first to this user from now on."""
    User.objects.filter(pk=user.pk).update(default_method=method)
    record("user:default_method:changed", tenant=user.tenant, subject=user, method=method)
