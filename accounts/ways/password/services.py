"""What changes a password."""

from __future__ import annotations

from django.db import transaction

from accounts.audit.log import record
from accounts.users.access import lock_user
from accounts.users.models import User
from accounts.ways.password.events import PASSWORD_SET


@transaction.atomic
def set_password(user: User, password: str, *, actor: User | None) -> None:
    """Gives the user another password; every session of theirs ends, since each carries a hash of it."""
    user.set_password(password)  # before the lock: hashing takes long
    locked = lock_user(user.pk)
    user.save(update_fields=["password"])
    record(PASSWORD_SET, tenant=locked.tenant, subject=locked, actor=actor)
