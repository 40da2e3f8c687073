"""A code on its way from a tab to the app on the Home Screen (B15).

An iPhone gives the app that is put on its Home Screen storage of its own, and a copy of the tab's cookies. So the tab
leaves the code in a cookie, encrypted, and the app takes it out. It is worth as much as the code: nothing once the
code was claimed or its time is over.
"""

from __future__ import annotations

import math

from cryptography.fernet import InvalidToken
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse

from accounts import clock
from accounts.encryption import decrypt, encrypt
from accounts.secrets import SecretCookie
from devices.enrolment.claims import LIFE
from devices.enrolment.codes.naming import is_typed, named_by
from devices.enrolment.models import Enrolment
from devices.enrolment.state import State

CARRIED = SecretCookie("carried", life_seconds=int(LIFE.total_seconds()), samesite="Strict")
PURPOSE = "carried enrolment code"


def leave(response: HttpResponse, code: str) -> bool:
    """Leave a long code in this browser for as long as it lives; tells whether it does."""
    offered = _offered(code)
    if offered is None:
        return False
    left = (offered.expires_at - clock.now()).total_seconds()
    CARRIED.give(response, encrypt(code, purpose=PURPOSE), seconds=max(1, math.ceil(left)))
    return True


def left_in(request: HttpRequest) -> str:
    """The code that was left in this browser, empty when there is none that still lives."""
    try:
        code = decrypt(CARRIED.read(request), purpose=PURPOSE)
    except InvalidToken:
        return ""
    return code if _offered(code) is not None else ""


def take_out(request: HttpRequest, response: HttpResponse) -> None:
    """Leave nothing behind: what was taken is not taken again."""
    if CARRIED.read(request):
        CARRIED.drop(response)


def _offered(code: str) -> Enrolment | None:
    # Only the long one: whoever tries short ones is counted elsewhere.
    if is_typed(code):
        return None
    return Enrolment.objects.filter(named_by(code), state=State.OFFERED, expires_at__gt=Now()).first()
