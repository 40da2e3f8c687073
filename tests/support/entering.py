"""A window in which somebody has signed in some moments ago, for journeys that are about something else."""

from __future__ import annotations

from django.conf import settings

from accounts.users.models import User
from tests.support.journeys import BrowserWindow
from tests.support.phones import account_of, phone_of
from tests.support.sessions import PHONE_PROOF, signed_in


def enters_by_phone(window: BrowserWindow, user: User, *, label: str = "A phone") -> None:
    """This browser holds a session that a phone of this user's has opened; the portal lets it in, if they may."""
    phone_of(user, label=label)
    client = signed_in(user, PHONE_PROOF, device=account_of(user))
    window.page.goto("/")
    session = {
        "name": settings.SESSION_COOKIE_NAME,
        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
        "url": window.page.url,
    }
    window.page.context.add_cookies([session])  # type: ignore[list-item]  # its TypedDict names more
