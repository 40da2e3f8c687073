"""One's passkeys at Security info: what they are, when and where they were used, *Rename*, *Remove* (D05)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.policy.facts import allowance_of
from accounts.security_info.advice import advice_for
from accounts.security_info.held import held_by
from accounts.security_info.naming import NameForm
from accounts.signin import proven
from accounts.signin.door import needs_fresh_proof
from accounts.signin.wish import fill_in, typed
from accounts.users.models import User
from devices.passkeys import services
from devices.passkeys.access import credentials_of, handle_of, passkey_of, passkeys_of
from devices.passkeys.challenges import rp_id
from devices.passkeys.settings import KEY


@needs_fresh_proof
@require_safe
def passkeys(request: HttpRequest) -> HttpResponse:
    user = proven.signed_in_user(request)
    mine, held = {str(passkey.pk): passkey for passkey in passkeys_of(user)}, held_by(user)
    context = {
        "passkeys": [
            {"held": one, "passkey": mine[one.row.id]}
            for one in held
            if one.method.key == KEY and one.row.id in mine
        ],
        "is_allowed": allowance_of(user, KEY).is_allowed,
        "advice": advice_for(request, held),
        "signals": _signals(user),
    }
    return render(request, "devices/passkeys/passkeys.html", context)


@needs_fresh_proof
@require_http_methods(["GET", "POST"])
def rename(request: HttpRequest, passkey_id: int) -> HttpResponse:
    user = proven.signed_in_user(request)
    passkey = passkey_of(user, passkey_id)
    form = NameForm(request.POST or None, initial={"name": passkey.name})
    fill_in(form, typed(request))
    if request.method == "POST" and form.is_valid():
        name = services.rename(passkey, form.cleaned_data["name"], actor=user)
        messages.success(request, _("Saved. This passkey is called %(passkey)s now.") % {"passkey": name})
        return redirect("passkeys:passkeys")
    return render(request, "devices/passkeys/rename.html", {"form": form, "passkey": passkey})


def _signals(user: User) -> dict[str, Any]:
    """What a browser that keeps passkeys should know: which of this person's still count, and who they are."""
    ids = [passkey.credential_id for passkey in credentials_of(user)]
    return {
        "rp_id": rp_id(),
        "handle": handle_of(user),
        "credential_ids": " ".join(ids),
        "username": user.username,
        "display_name": user.display_name or user.username,
    }
