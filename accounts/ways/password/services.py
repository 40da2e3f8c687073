"""What changes a password. Each ends every session of its person, since a session carries a hash of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts import clock
from accounts.audit.events import Event
from accounts.audit.log import record
from accounts.users.access import lock_person, lock_user
from accounts.users.endings import sessions_end
from accounts.users.models import User
from accounts.users.services import TEMPORARY_FOR
from accounts.ways.password import events


@transaction.atomic
def set_password(user: User, password: str, *, actor: User | None, is_temporary: bool = False) -> None:
    """Give the user another password; a temporary one is taken for a week, and replaced when they sign in with it.

    An `actor` who is the user is moved on with it, so that the session that asked may go on (`proven.stay_signed_in`).
    """
    _keep(user, password, actor=actor, happened=events.PASSWORD_SET, is_temporary=is_temporary)


@transaction.atomic
def change_password(user: User, password: str) -> None:
    """The user has chosen another. They are moved on with it, so that the session or sign-in that asked may go on."""
    _keep(user, password, actor=user, happened=events.PASSWORD_CHANGED)


@transaction.atomic
def recover_password(user: User, password: str, *, methods: Sequence[str]) -> None:
    """The user has replaced the one they forgot, and had shown that it is them by these methods."""
    _keep(user, password, actor=user, happened=events.PASSWORD_RECOVERED, methods=list(methods))


@transaction.atomic
def stop_password(user: User) -> bool:
    """The user's password works no more, and every session of theirs ends: somebody else chose it. Had they one?"""
    locked = lock_user(user.pk)
    if not locked.has_usable_password():
        return False
    locked.set_unusable_password()
    locked.password_is_temporary, locked.temporary_until = False, None
    locked.save(update_fields=["password", "password_is_temporary", "temporary_until"])
    sessions_end(locked.pk)
    record(events.PASSWORD_STOPPED, tenant=locked.tenant, subject=locked)
    return True


def _keep(
    user: User,
    password: str,
    *,
    actor: User | None,
    happened: Event,
    is_temporary: bool = False,
    **details: Any,
) -> None:
    hashed = make_password(password)  # before the lock: hashing takes long
    locked = lock_person(user, actor=actor)
    user.password, user.password_is_temporary = hashed, is_temporary
    user.temporary_until = clock.now() + TEMPORARY_FOR if is_temporary else None
    user.save(update_fields=["password", "password_is_temporary", "temporary_until"])
    if actor is not None and actor == locked:
        actor.password, actor.password_is_temporary = hashed, is_temporary
    sessions_end(locked.pk)
    record(happened, tenant=locked.tenant, subject=locked, actor=actor, **details)
