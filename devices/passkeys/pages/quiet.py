"""A passkey that the browser makes by itself after a password, where it offers to (conditional create).

Its page shows nothing and changes no session; whoever could not add one by a button cannot so either (T20).
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from accounts.users.models import User
from devices.asked import asked_by
from devices.passkeys.challenges import ask
from devices.passkeys.making import keep, options_for, who_may_quietly
from devices.passkeys.refusals import PasskeyRefusal
from devices.passkeys.taking import read_answer


@asked_by("security_info:methods")
def quiet_options(request: HttpRequest) -> HttpResponse:
    """What the browser is asked; nothing where none may be made."""
    user = who_may_quietly(request)
    if user is None:
        return HttpResponse(status=204)
    return ask(
        request, lambda challenge: options_for(user, challenge, is_quiet=True), asked_for=_asked_for(user)
    )


@asked_by("security_info:methods")
def quiet(request: HttpRequest) -> HttpResponse:
    """Keeps it. What cannot be kept is refused without a word: its person asked for nothing."""
    user = who_may_quietly(request)
    if user is None:
        return HttpResponse(status=403)
    try:
        keep(request, read_answer(request, request.POST, asked_for=_asked_for(user)), is_quiet=True)
    except PasskeyRefusal as refusal:
        return HttpResponse(status=refusal.status)
    return HttpResponse(status=201)


def _asked_for(user: User) -> str:
    return f"quietly {user.pk}"
