"""The sessions of a person that have not ended."""

from __future__ import annotations

from uuid import UUID

from accounts.sessions.models import Session
from accounts.sessions.store import stands
from accounts.users.models import User


def sessions_of(user: User) -> list[Session]:
    """Return them, the last seen first; none of somebody who may not sign in."""
    if not (user.may_sign_in and user.tenant.is_active):
        return []
    return [row for row in Session.objects.filter(user=user) if stands(row, user, row.auth_hash)]


def user_of(sid: UUID) -> User | None:
    """Return whose session this is; None when it has ended."""
    row = Session.objects.select_related("user__tenant__policy").filter(pk=sid).first()
    if row is None or row.user is None or row not in sessions_of(row.user):
        return None
    return row.user
