"""Security info: one list of the ways to sign in (D01)."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.alerts.services import unseen_by
from accounts.alerts.words import told
from accounts.security_info.adding import can_add
from accounts.security_info.advice import advice_for
from accounts.security_info.held import Held, asked_second, held_by, offered_first
from accounts.signin import proven
from accounts.signin.door import needs_fresh_proof
from accounts.signin.events import last_sign_ins
from accounts.signin.offering import is_strongest_first
from accounts.users.models import User
from accounts.users.places import place_of


@needs_fresh_proof
def methods(request: HttpRequest) -> HttpResponse:
    user = proven.signed_in_user(request)
    held = held_by(user)
    strongest_first = is_strongest_first(user.tenant)
    context = {
        "alerts": [
            {"alert": alert, "told": [text for _code, text in told(alert)]} for alert in unseen_by(user)
        ],
        "methods": list_methods(user, held),
        "can_add": can_add(user),
        "advice": advice_for(request, held),
        "strongest_first": strongest_first,
        "can_choose": len({one.method.key for one in held if one.may_be_default}) > 1 and not strongest_first,
        "default_url": reverse("security_info:change_default"),
    }
    return render(request, "accounts/security_info/methods.html", context)


def list_methods(user: User, held: list[Held]) -> list[dict[str, Any]]:
    """Everything registered, how it stands, what is the default, and when and where each was last used."""
    used = last_sign_ins(user)
    # Where the strongest comes first, nobody's default does.
    has_default = not is_strongest_first(user.tenant)
    first, second = (offered_first(user, held), asked_second(user, held)) if has_default else ("", "")
    listed = []
    for one in held:
        last = used.get(one.row.key)
        listed.append(
            asdict(one.row)
            | {
                "icon": one.method.icon,
                "is_usable": one.is_usable,
                "is_default": one.may_start and one.method.key == first,
                "is_default_second": one.is_usable and one.method.key == second,
                "advice": one.row.advice
                if one.is_allowed
                else _("Your organisation has turned this off for you."),
                "last_used_at": one.row.last_used_at or (last.at if last else None),
                "last_used_place": place_of(last.details.get("address", "")) if last else "",
            }
        )
    return listed
