"""Finds the user of a session; ends it at once when the user or the tenant is no longer in use."""

from typing import Any

from django.contrib.auth.backends import BaseBackend

from accounts.users.models import User


class SessionBackend(BaseBackend):
    """Only finds: proving who somebody is belongs to the sign-in flow, never to `authenticate`."""

    def get_user(self, user_id: Any) -> User | None:
        return (
            User.objects.select_related("tenant__policy")
            .filter(pk=user_id, is_active=True, tenant__is_active=True)
            .first()
        )
