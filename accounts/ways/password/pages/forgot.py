"""Forgot your password? Begins to replace it, alike for every name (F06, A18)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.policy.facts import settings_of
from accounts.signin import flow, offers
from accounts.signin.step import step_of
from accounts.signin.wish import Wish
from accounts.ways.password.settings import KEY, PasswordSettings


@require_http_methods(["GET", "HEAD", "POST"])
def forgot(request: HttpRequest) -> HttpResponse:
    """Tells what will be asked, of whatever the organisation offers; the button begins."""
    step = step_of(request, KEY)
    if request.method == "POST":
        wish = Wish(return_to=step.sign_in.wish.return_to, application=_("New password"))
        return flow.recover(step, wish=wish)
    asks = settings_of(step.rules, KEY, PasswordSettings).recover_by
    ways = offers.offered_by(step.rules, recovers=KEY)
    context = {**step.context, "asks": asks, "ways": ways if len(ways) >= asks else []}
    return render(request, "accounts/ways/password/forgot.html", context)
