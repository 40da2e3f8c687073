"""Giving up one's password at Security info: an account without any (D08)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.signin import proven
from accounts.signin.door import guards_ways_in
from accounts.signin.wish import typed
from accounts.ways.password.settings import KEY
from accounts.ways.password.without import giving_up
from accounts.ways.password.without.left import without
from accounts.ways.password.without.refusals import MayNotGiveUp


@guards_ways_in
@require_http_methods(["GET", "HEAD", "POST"])
def give_up(request: HttpRequest) -> HttpResponse:
    """Tells what will be left and asks; the button does it."""
    user = proven.signed_in_user(request)
    if not user.has_usable_password():
        return redirect("security_info:methods")
    if not giving_up.may_give_up(user):
        raise MayNotGiveUp(f"{user.username} may not give up a password")
    left = without(KEY, user)
    if request.method == "POST" and left.is_enough:
        giving_up.give_up(user)
        proven.stay_signed_in(request)
        messages.success(
            request,
            _("Your password is gone, and every other session has ended. You can add one again at any time."),
        )
        return redirect("security_info:methods")
    typed(request)
    status = 409 if request.method == "POST" else 200
    return render(request, "accounts/ways/password/give_up.html", {"left": left}, status=status)
