"""Recovery codes as a person has them: on paper."""

from __future__ import annotations

import re

from django.db.models.functions import Now
from django.test import Client

from accounts.users.models import User
from accounts.ways.recovery_codes import services
from accounts.ways.recovery_codes.models import RecoveryCodes
from tests.support.pages import Page, read

CODE = "/sign-in/recovery-code/"
ADD = "/security-info/recovery-codes/add/"
SHOWN = re.compile(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}\b")


def codes_on(page: Page) -> list[str]:
    """What a page shows of codes."""
    return SHOWN.findall(page.html)


def paper_of(user: User) -> list[str]:
    """Ten codes, made as the page does, and said to be kept."""
    made = services.make(user)
    RecoveryCodes.objects.filter(pk=made.codes_id).update(kept_at=Now())
    return made.codes


def make_codes(client: Client) -> list[str]:
    """Presses the button of Security info, and writes down what the page shows."""
    return codes_on(read(client.post(ADD, follow=True)))
