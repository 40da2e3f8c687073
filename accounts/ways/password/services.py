"""What changes a password."""

from __future__ import annotations

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.audit.log import record
from accounts.users.access import lock_user
from accounts.users.endings import sessions_end
from accounts.users.models import User
from accounts.ways.password.events import PASSWORD_SET


@transaction.atomic
def set_password(user: User, password: str, *, actor: User | None) -> None:
    """Gives the user another password; every session of theirs ends, since each carries a hash of it.

    An `actor` who is the user is moved on with it, so that the session that asked may go on (`proven.stay_signed_in`).
    """
    hashed = make_password(password)  # before the lock: hashing takes long
    locked = lock_user(user.pk, actor=actor)
    user.password = hashed
    user.save(update_fields=["password"])
    if actor is not None and actor == locked:
        actor.password = hashed
    sessions_end(locked.pk)
    record(PASSWORD_SET, tenant=locked.tenant, subject=locked, actor=actor)
