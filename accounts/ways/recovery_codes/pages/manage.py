"""Making recovery codes, and making them anew, at Security info (D05)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.signin import proven
from accounts.signin.door import guards_adding, guards_ways_in
from accounts.signin.wish import sent, typed
from accounts.users.models import User
from accounts.ways.recovery_codes import services


@never_cache
@guards_adding
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Makes the first ten and shows them; whoever has some is asked before these stop working."""
    if sent(request) is None:
        return redirect("security_info:methods")
    user = proven.signed_in_user(request)
    return redirect("recovery_codes:make_anew") if services.codes_of(user) else _make_and_show(request, user)


@never_cache
@guards_ways_in
@require_http_methods(["GET", "POST"])
def make_anew(request: HttpRequest) -> HttpResponse:
    """Asks first, then makes ten in the place of those that are left, and shows them."""
    user = proven.signed_in_user(request)
    if request.method == "POST":
        return _make_and_show(request, user)
    typed(request)
    left = services.unused_of(user).count()
    told = ngettext(
        "You have %(count)d code left. It stops working, wherever you keep it, and you get ten new ones.",
        "You have %(count)d codes left. They stop working, wherever you keep them, and you get ten new ones.",
        left,
    )
    return _confirm(
        request,
        title=_("Make new recovery codes?"),
        text=told % {"count": left},
        action_label=_("Make new ones"),
    )


def _make_and_show(request: HttpRequest, user: User) -> HttpResponse:
    """The answer itself shows them, this once: they stand in no session, and asked for again there are others."""
    made = services.make(user)
    context = {"codes": made.codes, "codes_id": made.codes_id, "tenant": user.tenant}
    return render(request, "accounts/security_info/recovery_codes.html", context)


def _confirm(request: HttpRequest, **said: str) -> HttpResponse:
    context = {
        **said,
        "action_url": request.path,
        "danger": True,
        "back_url": reverse("security_info:methods"),
    }
    return render(request, "accounts/security_info/confirm.html", context)
