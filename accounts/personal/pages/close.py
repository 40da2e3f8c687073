"""Closing one's own account, and the page of the link that takes it back."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.mail.services import is_on
from accounts.personal import closing
from accounts.personal.what_goes import what_goes
from accounts.signin import flow, proven
from accounts.signin.door import guards_ways_in


class SureForm(forms.Form):
    is_sure = forms.BooleanField(
        label=gettext_lazy("Yes, close my account"),
        error_messages={"required": gettext_lazy("Tick this if you are sure.")},
    )


@never_cache
@guards_ways_in
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest) -> HttpResponse:
    """Says what will happen, then does it; the session ends with it."""
    user = proven.signed_in_user(request)
    closing.check_own(user)
    form = SureForm(request.POST or None)
    context = {
        "form": form,
        "days": closing.KEPT.days,
        "mail_is_on": is_on(),
        "username": user.username,
        "goes": what_goes(user),
    }
    if request.method == "POST" and form.is_valid():
        goes_at = closing.close(user)
        flow.end_session(request)
        return render(request, "accounts/personal/closed.html", context | {"goes_at": goes_at})
    return render(request, "accounts/personal/close.html", context, status=400 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def reopen(request: HttpRequest, ticket: str) -> HttpResponse:
    """Asks first: whatever opens links by itself takes nothing back."""
    if request.method == "POST":
        user = closing.reopen(ticket)
        messages.success(
            request, _("The account %(name)s is open again. Sign in as before.") % {"name": user}
        )
        return redirect("signin:identify")
    return render(request, "accounts/personal/reopen.html", {"username": closing.whose(ticket).username})
