"""Authenticator apps of people, added by the product's verbs; the codes that they show."""

from __future__ import annotations

import base64

from django_otp.oath import totp

from accounts.users.models import User
from devices.otp.models import DIGITS, STEP_SECONDS, AuthenticatorApp
from devices.otp.services import confirm, offer


def authenticator_of(user: User, *, name: str = "Aegis") -> AuthenticatorApp:
    """A new authenticator app of this person's, confirmed by its first code."""
    app = offer(user)
    assert confirm(app, code=code_of(app), name=name)
    app.refresh_from_db()
    return app


def code_of(app: AuthenticatorApp, *, steps: int = 0) -> str:
    """What the app shows now, or so many steps later: a code that was taken is taken no second time."""
    code = totp(base64.b32decode(app.secret), step=STEP_SECONDS, digits=DIGITS, drift=steps)
    return f"{code:0{DIGITS}}"
