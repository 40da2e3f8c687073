"""A password that was stopped: kept, but in a form in which it is none, so that nothing takes it (D10)."""

from __future__ import annotations

from collections.abc import Collection

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX

from accounts.users.models import User
from accounts.ways.password.settings import KEY

# Django draws letters and digits after its own prefix, so no other password that is none begins like this.
STOPPED = f"{UNUSABLE_PASSWORD_PREFIX}stopped$"


def is_stopped(user: User) -> bool:
    """Has this person a password that was stopped?"""
    return user.password.startswith(STOPPED)


def stop(user: User, kept: Collection[str]) -> list[str]:
    """Stop the person's password, unless it is what they have shown."""
    if kept or not user.has_usable_password():
        return []
    _keep(user, STOPPED + user.password)
    return [KEY]


def bring_back(user: User, _id: str) -> bool:
    """Take it again as it was."""
    if not is_stopped(user):
        return False
    _keep(user, user.password.removeprefix(STOPPED))
    return True


def _keep(user: User, password: str) -> None:
    user.password = password
    User.objects.filter(pk=user.pk).update(password=password)
