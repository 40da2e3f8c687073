"""The sessions of a person that have not ended."""

from __future__ import annotations

from accounts.sessions.models import Session
from accounts.sessions.store import stands
from accounts.users.models import User


def sessions_of(user: User) -> list[Session]:
    """Return them, the last seen first; none of somebody who may not sign in."""
    if not (user.may_sign_in and user.tenant.is_active):
        return []
    return [row for row in Session.objects.filter(user=user) if stands(row, user, row.auth_hash)]
