"""*Something is wrong with my account*, signed in: says what it will do, does it, and leads back in (D10)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.alerts.models import Alert
from accounts.alerts.words import told
from accounts.policy.need import Need
from accounts.refusals import NotYours
from accounts.security_info.held import held_by
from accounts.security_info.securing.events import ALERT
from accounts.security_info.securing.services import bring_back as bring_one_back
from accounts.security_info.securing.services import secure
from accounts.security_info.securing.shown import Plan, plan_for, stopped_of
from accounts.sessions.person import session_of
from accounts.signin import proven
from accounts.signin.door import FRESH, SECURITY_INFO, guards_ways_in, require
from accounts.signin.reach import strongest_of
from accounts.signin.wish import sealed, typed, wish_of
from accounts.users.browsers import asked_from, known_browser
from accounts.users.models import User

TITLE = gettext_lazy("Something is wrong with my account")
# Something of one's own, just now: whoever finds a session open, or was handed a link, stops nothing by it.
OWN_AND_FRESH = replace(FRESH, in_person=True)


def wrong(request: HttpRequest) -> HttpResponse:
    """Whoever is not signed in is asked who they are, and by any way that still works."""
    return (
        _signed_in(request)
        if proven.load(request) is not None
        else redirect("security_info:wrong_signed_out")
    )


@require_http_methods(["GET", "HEAD", "POST"])
def _signed_in(request: HttpRequest) -> HttpResponse:
    """Whoever is signed in to add ways that are owed comes in as well: it adds nothing, and only takes away (D06)."""
    asked = require(request, OWN_AND_FRESH, application=TITLE, is_adding=bool(proven.owed_by(request)))
    return asked if asked is not None else _stopping(request)


def _stopping(request: HttpRequest) -> HttpResponse:
    user = proven.signed_in_user(request)
    plan = plan_for(user, proven.proofs_of(request))
    if request.method == "POST":
        return _stop(request, user, plan)
    typed(request)
    return render(request, "accounts/security_info/wrong.html", _before(request, user, plan))


def _before(request: HttpRequest, user: User, plan: Plan) -> dict[str, Any]:
    guard = wish_of(request, need=_fresh(strongest_of(user)), application=str(TITLE))
    way = plan.stronger
    wish = replace(guard, method=way.method.key) if way is not None else None
    return {
        "plan": plan,
        "others": plan.sessions - 1,
        "stopped": stopped_of(user),
        "wish": sealed(wish, holder=str(user.pk)) if wish is not None else "",
        "helpers": user.tenant.helpers,
    }


def _fresh(need: Need) -> Need:
    return replace(need, within=FRESH.within)


def _stop(request: HttpRequest, user: User, plan: Plan) -> HttpResponse:
    here, browser = session_of(request).row, known_browser(request, user)
    secure(
        user,
        keep_session=str(here.sid) if here is not None else None,
        keep=plan.things,
        why="own_word",
        actor=user,
        keep_browser=browser.browser_digest if browser is not None else "",
        shown=[proof.key for proof in proven.proofs_of(request)],
        origin=asked_from(request),
    )
    proven.stay_signed_in(request)
    messages.success(request, _("It is done. Nobody else is signed in to your account now."))
    return redirect("security_info:secured")


def secured(request: HttpRequest) -> HttpResponse:
    """What was done, and the way back: what was stopped, each to be brought back or deleted."""
    asked = require(request, FRESH, application=SECURITY_INFO, is_adding=bool(proven.owed_by(request)))
    return asked if asked is not None else _secured(request)


def _secured(request: HttpRequest) -> HttpResponse:
    user = proven.signed_in_user(request)
    plan = plan_for(user, proven.proofs_of(request))
    alert = Alert.objects.filter(user=user, kind=ALERT.key).first()
    context = {
        "alert": alert,
        "told": [text for _code, text in told(alert)] if alert is not None else [],
        "stopped": stopped_of(user),
        "kept": plan.kept,
        "can_bring_back": plan.can_bring_back,
        "helpers": user.tenant.helpers,
    }
    return render(request, "accounts/security_info/secured.html", context)


@guards_ways_in
@require_http_methods(["GET", "HEAD", "POST"])
def bring_back(request: HttpRequest, key: str, thing_id: str) -> HttpResponse:
    """Asks first, for whatever was stopped, a phone that was lost too; leads on to what is stopped still.

    It takes as much as guards the ways in, by what is not stopped: nobody brings back more than they hold (T20).
    """
    user = proven.signed_in_user(request)
    found = next((one for one in held_by(user) if one.id == (key, thing_id)), None)
    if found is None:
        raise NotYours(f"no {key} {thing_id} of {user.username}")
    if not found.row.is_stopped:
        messages.info(request, _("That is not stopped."))
        return redirect("security_info:secured")
    if request.method == "POST":
        bring_one_back(user, (key, thing_id), actor=user)
        proven.stay_signed_in(request)
        messages.success(request, _("%(name)s can be used again.") % {"name": found.row.label})
        return redirect("security_info:secured" if stopped_of(user) else "security_info:methods")
    typed(request)
    context = {
        "title": _("Bring back %(name)s?") % {"name": found.row.label},
        "text": _(
            "It can be used again as before. Bring back only what you have in your hands, and what nobody else knows."
        ),
        "action_url": request.path,
        "action_label": _("Bring it back"),
        "back_url": reverse("security_info:secured"),
    }
    return render(request, "accounts/security_info/confirm.html", context)
