"""A passkey where no username was written: the button on the first page, and its autofill (F04)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.policy.networks import refuse_blocked
from accounts.signin import flow
from accounts.signin.wish import PARAMETER, if_ours, unsealed
from accounts.users.browsers import known_browser
from devices.asked import asked_by
from devices.passkeys.access import is_offered_anywhere
from devices.passkeys.challenges import LIFE_SECONDS, ask, rp_id
from devices.passkeys.refusals import PasskeyRefusal
from devices.passkeys.taking import PROOF, read_answer, take_from_anybody
from devices.signatures.passkeys.options import options_to_use

BEGINNING = "beginning"


@asked_by("signin:identify")
def options(request: HttpRequest) -> HttpResponse:
    """What the first page's browser is asked; nothing where nobody of this installation could answer."""
    if not is_offered_anywhere():
        return HttpResponse(status=204)
    return ask(
        request,
        lambda challenge: options_to_use(
            challenge=challenge, rp_id=rp_id(), allowed=(), timeout_ms=LIFE_SECONDS * 1000
        ),
        asked_for=BEGINNING,
    )


@asked_by("signin:identify")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Takes the answer."""
    wish = request.POST.get(PARAMETER, "")
    try:
        passkey = take_from_anybody(request, read_answer(request, request.POST, asked_for=BEGINNING))
    except PasskeyRefusal as refusal:
        context = {
            "refusal": refusal,
            "wish": if_ours(wish),
            "rp_id": rp_id(),
            "unknown": refusal.credential_id,
        }
        return render(request, "devices/passkeys/refused.html", context, status=400)
    if known_browser(request, passkey.user) is None:
        refuse_blocked(request, passkey.user.tenant)
    return flow.begin_with(request, passkey.user, PROOF, wish=unsealed(wish), device=passkey)
