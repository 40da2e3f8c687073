"""After a passkey was made: it is named, then tried by signing in with it once (D05).

Both are for one that was never used yet. It counts from its making, for its browser keeps it from then on.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.policy.facts import method_rules
from accounts.security_info.naming import NameForm
from accounts.signin import proven
from accounts.signin.door import FRESH_TO_ADD, SECURITY_INFO, requires
from accounts.signin.wish import fill_in, typed
from accounts.users.models import User
from devices.passkeys import services
from devices.passkeys.access import untried_passkey_of
from devices.passkeys.challenges import LIFE_SECONDS, ask, rp_id
from devices.passkeys.making import named
from devices.passkeys.method import where_it_is
from devices.passkeys.models import Passkey
from devices.passkeys.refusals import PasskeyNotTaken, PasskeyRefusal
from devices.passkeys.settings import KEY
from devices.passkeys.taking import read_answer, take_from
from devices.signatures.passkeys.options import options_to_use

on_the_way = requires(FRESH_TO_ADD, application=SECURITY_INFO, is_adding=True)


@on_the_way
@require_http_methods(["GET", "POST"])
def name(request: HttpRequest, passkey_id: int) -> HttpResponse:
    user = proven.signed_in_user(request)
    passkey = untried_passkey_of(user, passkey_id)
    if passkey is None:
        return redirect("security_info:added", KEY)
    form = NameForm(request.POST or None, initial={"name": passkey.name})
    fill_in(form, typed(request))
    if request.method == "POST" and form.is_valid():
        services.rename(passkey, form.cleaned_data["name"], actor=user)
        return redirect("passkeys:trying", passkey_id=passkey.pk)
    context = {"form": form, **_shown(passkey)}
    return render(request, "devices/passkeys/name.html", context, status=400 if form.errors else 200)


@on_the_way
def try_options(request: HttpRequest, passkey_id: int) -> HttpResponse:
    """What the browser is asked: this passkey, and no other."""
    user = proven.signed_in_user(request)
    passkey = untried_passkey_of(user, passkey_id)
    if request.method != "POST" or passkey is None:
        return redirect("passkeys:trying", passkey_id=passkey_id)
    allowed = named([passkey])
    return ask(
        request,
        lambda challenge: options_to_use(
            challenge=challenge, rp_id=rp_id(), allowed=allowed, timeout_ms=LIFE_SECONDS * 1000
        ),
        asked_for=_asked_for(user, passkey),
    )


@never_cache
@on_the_way
@require_http_methods(["GET", "POST"])
def trying(request: HttpRequest, passkey_id: int) -> HttpResponse:
    """Takes its answer by the same verb as a sign-in does."""
    user = proven.signed_in_user(request)
    passkey = untried_passkey_of(user, passkey_id)
    if passkey is None:
        return redirect("security_info:added", KEY)
    typed(request)
    context: dict[str, Any] = _shown(passkey)
    if request.method == "POST" and "answer" in request.POST:
        try:
            _take(request, user, passkey)
        except PasskeyRefusal as refusal:
            context |= {"problem": refusal.public_text, "unknown": refusal.credential_id, "rp_id": rp_id()}
        else:
            return redirect("security_info:added", KEY)
    return render(request, "devices/passkeys/try.html", context, status=400 if "problem" in context else 200)


def _take(request: HttpRequest, user: User, passkey: Passkey) -> None:
    answer = read_answer(request, request.POST, asked_for=_asked_for(user, passkey))
    if answer.credential_id != passkey.credential_id:
        raise PasskeyNotTaken("another passkey than the one that is tried")
    take_from(request, answer, user, rules=method_rules(user.tenant), needs_handle=False)


def _shown(passkey: Passkey) -> dict[str, Any]:
    return {
        "passkey": passkey,
        "model": passkey.model or _("This passkey does not say what keeps it"),
        "where": where_it_is(passkey),
        "name_url": reverse("passkeys:name", args=[passkey.pk]),
        "options_url": reverse("passkeys:try_options", args=[passkey.pk]),
    }


def _asked_for(user: User, passkey: Passkey) -> str:
    return f"trying {user.pk} {passkey.pk}"
