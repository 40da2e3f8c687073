"""Finds the user of a session; ends it at once when the user may no longer sign in, or the tenant is not in use."""

from typing import Any
from uuid import UUID

from django.contrib.auth.backends import BaseBackend
from django.db.models import QuerySet

from accounts.statements import composed_once, first
from accounts.users.models import User


class SessionBackend(BaseBackend):
    """Only finds: proving who somebody is belongs to the sign-in flow, never to `authenticate`."""

    def get_user(self, user_id: Any) -> User | None:
        return first(_may_sign_in(user_id))


@composed_once
def _may_sign_in(user: UUID, /) -> QuerySet[User]:
    rows = User.objects.select_related("tenant__policy")
    return rows.filter(pk=user, is_active=True, blocked_at=None, tenant__is_active=True).order_by()
