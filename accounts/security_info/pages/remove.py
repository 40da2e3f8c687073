"""Removing a way to sign in: one page for all of them, which says in words what will happen (D01)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.policy.facts import need_of
from accounts.security_info.removing import Removal, removal_of
from accounts.security_info.removing import remove as remove_it
from accounts.signin import proven
from accounts.signin.door import guards_ways_in
from accounts.signin.wish import typed


@guards_ways_in
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, key: str, row_id: str) -> HttpResponse:
    """Asks first, then removes it; of the last way in it says how to go about it instead."""
    user = proven.signed_in_user(request)
    if request.method != "POST":
        typed(request)
        return _page(request, removal_of(user, key, row_id))
    removal = remove_it(user, key, row_id)
    if removal.is_last_way:
        return _page(request, removal, status=409)
    proven.stay_signed_in(request)
    messages.success(request, _("Removed: %(name)s.") % {"name": removal.one.row.name})
    return redirect(removal.one.method.after_removal or "security_info:methods")


def _page(request: HttpRequest, removal: Removal, *, status: int = 200) -> HttpResponse:
    need = need_of(proven.signed_in_user(request))
    context = {"removal": removal, "asks_two": need is not None and need.factors > 1}
    return render(request, "accounts/security_info/remove.html", context, status=status)
