"""The page that asks for a passkey: after a username, after something else was proven, or once more (F02, F04)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.signin import flow
from accounts.signin.step import Step, step_of
from accounts.users.access import nobody
from accounts.users.models import User
from devices.asked import asked_by
from devices.passkeys.access import usable_passkeys_of
from devices.passkeys.challenges import LIFE_SECONDS, ask, rp_id
from devices.passkeys.making import named
from devices.passkeys.models import Passkey
from devices.passkeys.refusals import PasskeyNotTaken, PasskeyRefusal
from devices.passkeys.settings import KEY
from devices.passkeys.taking import PROOF, read_answer, take_from
from devices.signatures.passkeys.options import options_to_use


@asked_by("passkeys:page")
def options(request: HttpRequest) -> HttpResponse:
    """What the browser is asked. Which passkeys somebody has is told only once that may be told (A18)."""
    step = step_of(request, KEY)
    tells = step.user if step.sign_in.may_tell else None
    allowed = named(usable_passkeys_of(tells)) if tells is not None else []
    return ask(
        request,
        lambda challenge: options_to_use(
            challenge=challenge, rp_id=rp_id(), allowed=allowed, timeout_ms=LIFE_SECONDS * 1000
        ),
        asked_for=_asked_for(step),
    )


@never_cache
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    step = step_of(request, KEY)
    context: dict[str, Any] = {"rp_id": rp_id()}
    if request.method == "POST":
        try:
            user, passkey = _take(step)
            return flow.pass_step(step, user, PROOF, device=passkey)
        except PasskeyRefusal as refusal:
            if isinstance(refusal, PasskeyNotTaken):
                step.fail(refusal.reason)
            context |= {"problem": refusal.public_text, "unknown": refusal.credential_id}
    status = 400 if "problem" in context else 200
    return render(request, "devices/passkeys/page.html", {**context, **step.context}, status=status)


def _take(step: Step) -> tuple[User, Passkey]:
    answer = read_answer(step.request, step.request.POST, asked_for=_asked_for(step))
    whose = step.who_may() or nobody(step.sign_in.username, tenant=step.tenant)
    passkey = take_from(step.request, answer, whose, rules=step.rules, needs_handle=not step.sign_in.may_tell)
    return whose, passkey


def _asked_for(step: Step) -> str:
    """This sign-in of this browser, and no other."""
    return f"step {step.sign_in.binding}"
