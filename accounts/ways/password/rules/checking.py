"""The one question that every path asks before a password is set."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.tenants.models import Tenant
from accounts.users.models import User
from accounts.ways.password.rules.length import Length, is_unread


def problems_of(password: str, *, user: User, tenant: Tenant) -> list[str]:
    """Why this cannot be the password of this person of the tenant, in words; nothing when it can.

    `user` may be somebody who is only being added.
    """
    user.tenant = tenant
    rules = None  # all of them
    if is_unread(password):
        # The other rules would read it whole.
        rules = [Length()]
    try:
        validate_password(password, user=user, password_validators=rules)
    except ValidationError as refused:
        return [str(message) for message in refused.messages]
    return []
