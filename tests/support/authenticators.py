"""An authenticator app as a person has it: knows a secret, and shows six digits."""

from __future__ import annotations

import base64
import time
from dataclasses import dataclass
from typing import Protocol

from django.db.models import F
from django.test import Client
from django_otp.oath import TOTP

from accounts.users.models import User
from devices.otp import services
from devices.otp.models import AuthenticatorApp
from tests.support.pages import Page, read

ADD = "/security-info/authenticator-apps/add/"


@dataclass(frozen=True)
class Authenticator:
    """`secret` in base32, with spaces as a page shows it."""

    secret: str

    def code(self, *, steps: int = 0) -> str:
        """What it shows now, or so many half minutes later (earlier, when negative)."""
        clock = TOTP(base64.b32decode(self.secret.replace(" ", "")))
        clock.time = time.time() + 30 * steps
        return f"{clock.token():06d}"


class ShowsCodes(Protocol):
    """An app, or a thing with a clock."""

    def code(self, *, steps: int = 0) -> str: ...


def wrong_code(*things: ShowsCodes) -> str:
    """Six digits that none of these shows, a while ago, now or soon: any others may by chance be right."""
    shown = {thing.code(steps=step) for thing in things for step in range(-25, 26)}
    return next(code for code in (f"{number:06}" for number in range(10**6)) if code not in shown)


def authenticator_of(user: User, name: str = "My app") -> tuple[Authenticator, AuthenticatorApp]:
    """Adds one as the page does, half a minute ago: what its app shows now counts, what it showed then is used up."""
    app = services.offer(user)
    authenticator = Authenticator(app.secret)
    assert services.confirm(app, actor=app.user, code=authenticator.code(), name=name)
    AuthenticatorApp.objects.filter(pk=app.pk).update(last_step=F("last_step") - 1)
    return authenticator, AuthenticatorApp.objects.get(pk=app.pk)


def begin_to_add(client: Client) -> tuple[Page, Authenticator]:
    """Presses the button of Security info; the page that shows the secret, and an app that has scanned it."""
    page = read(client.post(ADD, follow=True))
    return page, Authenticator(page.code)
