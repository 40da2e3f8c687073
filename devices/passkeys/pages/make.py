"""Adding a passkey at Security info (D05): by a button, made by the browser; trying.py goes on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import clock
from accounts.signin import proven
from accounts.signin.door import guards_adding
from accounts.signin.road.finishing import count_added
from accounts.signin.wish import sent
from accounts.users.models import User
from devices.asked import asked_by
from devices.passkeys.challenges import ask, rp_id
from devices.passkeys.making import keep, options_for
from devices.passkeys.profiles.words import taken_here
from devices.passkeys.refusals import PasskeyRefusal
from devices.passkeys.services import refuse_one_more
from devices.passkeys.taking import PROOF, read_answer


@asked_by("passkeys:add")
@guards_adding
def add_options(request: HttpRequest) -> HttpResponse:
    """What the browser is asked."""
    user = proven.signed_in_user(request)
    refuse_one_more(user)
    return ask(request, lambda challenge: options_for(user, challenge), asked_for=_asked_for(user))


@never_cache
@guards_adding
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Says what a passkey is, and takes the one that was made."""
    user = proven.signed_in_user(request)
    refuse_one_more(user)
    fields = sent(request)
    context: dict[str, object] = {"taken": taken_here(user)}
    if fields is None or "answer" not in fields:
        return render(request, "devices/passkeys/add.html", context)
    try:
        passkey = keep(request, read_answer(request, fields, asked_for=_asked_for(user)))
    except PasskeyRefusal as refusal:
        context |= {"problem": refusal.public_text, "rp_id": rp_id(), "unknown": refusal.credential_id}
        return render(request, "devices/passkeys/add.html", context, status=refusal.status)
    # Whoever has just made it unlocked it then and there (decision 0034).
    count_added(request, PROOF, device=passkey, at=int(clock.seconds()))
    return redirect("passkeys:name", passkey_id=passkey.pk)


def _asked_for(user: User) -> str:
    return f"adding {user.pk}"
