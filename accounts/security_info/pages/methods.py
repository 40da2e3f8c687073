"""Security info: one list of the ways to sign in (D01)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.alerts.services import unseen_by
from accounts.alerts.words import told
from accounts.audit.models import AuditEvent
from accounts.security_info.adding import addable, shown
from accounts.security_info.advice import advice_for, tips_for
from accounts.security_info.held import Held, asked_second, held_by, offered_first
from accounts.signin import proven
from accounts.signin.door import needs_fresh_proof
from accounts.signin.events import last_sign_ins
from accounts.signin.offering import is_strongest_first
from accounts.users.models import User
from accounts.users.places import place_of

# A use and the sign-in that it belongs to are written down this close to one another.
ONE_USE = timedelta(minutes=5)


@needs_fresh_proof
def methods(request: HttpRequest) -> HttpResponse:
    """What they have, what to do about it, and what they can add; all of it only to look at where others do it."""
    user = proven.signed_in_user(request)
    held = held_by(user)
    advice = advice_for(request, held)
    may_add = [] if advice.is_stuck else addable(user)
    tips = tips_for(held, may_add)
    urged = {tip.method.key for tip in tips}
    strongest_first = is_strongest_first(user.tenant)
    choices = {one.method.key for one in held if one.may_be_default}
    context = {
        "alerts": [
            {"alert": alert, "told": [text for _code, text in told(alert)]} for alert in unseen_by(user)
        ],
        "methods": list_methods(user, held),
        "can_add": [shown(method) for method in may_add if method.key not in urged],
        "advice": advice,
        "tips": [shown(tip.method) | {"help": tip.text} for tip in tips],
        "strongest_first": strongest_first,
        "can_choose": len(choices) > 1 and not strongest_first and not advice.is_done_for_them,
    }
    return render(request, "accounts/security_info/methods.html", context)


def list_methods(user: User, held: list[Held]) -> list[dict[str, Any]]:
    """Everything registered, how it stands, what is the default, and when and where each was last used."""
    used = last_sign_ins(user)
    # Where the strongest comes first, nobody's default does.
    has_default = not is_strongest_first(user.tenant)
    first, second = (offered_first(user, held), asked_second(user, held)) if has_default else ("", "")
    return [
        {
            "row": one.row,
            "icon": one.method.icon,
            "bring_back_url": one.bring_back_url,
            "remove_url": one.remove_url,
            "is_usable": one.is_usable,
            "is_default": one.may_start and one.method.key == first,
            "is_default_second": one.is_usable and one.method.key == second,
            "advice": one.row.advice if one.is_allowed else _turned_off(user),
            **_last_use(one, used.get(one.method.key)),
        }
        for one in held
    ]


def _turned_off(user: User) -> str:
    text = _("Your organisation has turned this off for you. Ask %(helpers)s.")
    return text % {"helpers": user.tenant.helpers}


def _last_use(one: Held, last: AuditEvent | None) -> dict[str, Any]:
    """When and where: a method's last sign-in tells where, of the very thing that was used then."""
    at: datetime | None = one.row.last_used_at or (last.at if last else None)
    is_that = last is not None and at is not None and abs(at - last.at) <= ONE_USE
    place = place_of(last.details.get("address", "")) if last is not None and is_that else ""
    return {"last_used_at": at, "last_used_place": one.row.last_used_place or place}
