"""The accounts of this browser: choose one, sign one out, forget one (A23). The list stands on the username page.

It shows those for which this browser holds a secret, and nobody else's browser sees any of it.
"""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.refusals import NotYours
from accounts.signin import flow
from accounts.signin.browser.several import NotSignedInHere, accounts_here
from accounts.signin.wish import PARAMETER, forget_posted, unsealed
from accounts.users.browsers import accounts_of, drop_from_cookie
from accounts.users.models import KnownBrowser
from accounts.users.own_browsers import forget


def switch(request: HttpRequest) -> HttpResponse:
    """By a button only: opened by a link it leads to the page that has it."""
    if request.method != "POST":
        forget_posted(request)
        return redirect("signin:identify")
    wanted = unsealed(request.POST.get(PARAMETER, ""))
    try:
        return flow.switch(request, _account_of(request), return_to=wanted.return_to)
    except NotSignedInHere as refusal:
        messages.warning(request, refusal.public_text)
        return redirect("signin:identify")


def sign_out_one(request: HttpRequest) -> HttpResponse:
    """Signs out an account that waits in this browser; by a button only."""
    if request.method == "POST":
        try:
            return flow.sign_out_parked(request, _account_of(request))
        except NotSignedInHere as refusal:
            messages.warning(request, refusal.public_text)
    return redirect("signin:identify")


def forget_here(request: HttpRequest, account: UUID) -> HttpResponse:
    """Asks first, then forgets an account that is not signed in: the browser is a stranger to it."""
    row = _known_here(request, account)
    if request.method != "POST":
        return render(request, "accounts/signin/forget_account.html", {"account": row.user})
    forget(row)
    messages.success(request, _("This browser has forgotten %(name)s.") % {"name": row.user})
    response = redirect("signin:identify")
    drop_from_cookie(request, response, user=row.user)
    return response


def _known_here(request: HttpRequest, account: UUID) -> KnownBrowser:
    signed_out = {one.user.pk for one in accounts_here(request) if not one.is_signed_in}
    found = next((row for row in accounts_of(request) if row.user_id == account), None)
    if found is None or account not in signed_out:
        raise NotYours(f"this browser is not known for {account}, or it is signed in here")
    return found


def _account_of(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("account", ""))
    except ValueError as wrong:
        raise NotSignedInHere("no account was named") from wrong
