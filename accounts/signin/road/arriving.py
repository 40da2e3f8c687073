"""Where a browser is on its road: pages that have grown old, or were overtaken by another tab, lead on there (A24)."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.policy.facts import rules_of
from accounts.signin import offers, proven, unfinished
from accounts.signin.road.adding import verdict
from accounts.signin.road.whose import tenant_of_sign_in, user_of
from accounts.signin.wish import safe_return


def has_arrived(request: HttpRequest) -> bool:
    """Is somebody signed in here, and no sign-in under way? A page of one is old then, and leads on (A24)."""
    return proven.load(request) is not None and unfinished.load(request) is None


def is_session_gone(request: HttpRequest) -> bool:
    """Did this browser send the key of a session that is no more, as before another tab's proof renewed it (T33)?"""
    return settings.SESSION_COOKIE_NAME in request.COOKIES and request.session.session_key is None


def go_on(request: HttpRequest, *, return_to: str) -> HttpResponse:
    """Leads a browser that is signed in by now where the page that it has sent was going, if that says so."""
    messages.info(request, _("You are signed in as %(name)s.") % {"name": request.user})
    return redirect(safe_return(return_to) if return_to else where_now(request))


def overtaken(request: HttpRequest, *, waited: int = 0) -> HttpResponse:
    """A page reports that another tab may have used what it had: go on by whatever the browser holds then.

    Not at once: the other tab may still wait for its answer, and with it for the new session. `waited` is how often.
    """
    page = render(request, "accounts/signin/overtaken.html", status=409)
    page["Refresh"] = f"1; url={reverse('signin:go_on')}?waited={waited + 1}"
    return page


def where_now(request: HttpRequest) -> str:
    """Return the address of what this browser is at: the next step, where a finished sign-in led, or the username."""
    sign_in = unfinished.load(request)
    if sign_in is None:
        signed_in = proven.load(request)
        return signed_in.led_to if signed_in is not None else reverse("signin:identify")
    tenant = tenant_of_sign_in(sign_in)
    rules = rules_of(tenant)
    if sign_in.recovers and not sign_in.passed:
        return reverse("signin:choose_method")
    if not sign_in.passed:
        whose = proven.signed_in_user(request) if sign_in.is_again else None
        return reverse(offers.first_method(tenant, sign_in, whose, rules).page)
    user = user_of(sign_in, tenant)
    decision = verdict(sign_in, user, rules) if user is not None else None
    if user is None or decision is None or not (decision.owe or decision.prove):
        raise offers.stuck(sign_in, ("can go no further",))
    return reverse(offers.next_of(decision, user, sign_in).page)
