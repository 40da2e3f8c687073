"""Pages that have grown old: sent, or opened, after what they were made for is over (A24).

Nothing that they ask for is done. Whoever is signed in by now goes on, what was written comes back to be sent once
more, and nothing is said that is not known.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.signin import proven
from accounts.signin.browser.several import parked_in
from accounts.signin.browser.shown_to import was_shown_to_another
from accounts.signin.pages.identify import sent_too_late
from accounts.signin.pages.language import language
from accounts.signin.road import arriving
from accounts.signin.wish import Wish, keep_typed, sealed

USERNAME_PAGE, LANGUAGE = "signin:identify", "set_language"
STEPS = "/sign-in/"


def leads_on(request: HttpRequest) -> HttpResponse:
    """A page of a sign-in, in a browser that is signed in by now: a form goes on, a page that was opened says so."""
    if request.method == "POST":
        return arriving.go_on(request, return_to=request.POST.get("return_to", ""))
    return render(request, "accounts/signin/already.html", {"go_on": arriving.where_now(request)}, status=409)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  Django's signature
    """A form came without the value that this browser holds now, so it does nothing; says why, and where to go on.

    The value changes with every proof (T33): a form of another tab, filled in before, is still its person's. It comes
    back as it was where the browser itself says that one of our own pages sent it, and counts once it is sent anew.
    """
    if not _is_from_our_page(request):
        return _refuse(request)
    if _name(request) == LANGUAGE:
        # Changes nothing but the words: no second press for that.
        return language(request)
    if not request.COOKIES:
        return _refuse(request)
    if _name(request) == USERNAME_PAGE:
        return sent_too_late(request)
    if proven.load(request) is not None:
        return _to_signed_in(request)
    messages.warning(request, _("This page was from an earlier visit, so nothing was done by it."))
    return redirect(request.path)


def _to_signed_in(request: HttpRequest) -> HttpResponse:
    if was_shown_to_another(request, proven.signed_in_user(request)):
        return another_account(request)
    if _is_step(request) and arriving.has_arrived(request):
        return leads_on(request)
    keep_typed(request, path=request.path)
    return redirect(request.path)


def another_account(request: HttpRequest) -> HttpResponse:
    """A form that was shown to another account of this browser: it does nothing, and comes back to nobody (A23)."""
    others = [one.user for one in parked_in(request)]
    context = {"path": request.path, "others": others, "wish": sealed(Wish(return_to=request.path))}
    return render(request, "accounts/signin/another_account.html", context, status=409)


def _is_step(request: HttpRequest) -> bool:
    """Is this a page of the sign-in under way? A one-time link, which is named in its address, begins one."""
    match = request.resolver_match
    return request.path_info.startswith(STEPS) and match is not None and not match.kwargs


def _is_from_our_page(request: HttpRequest) -> bool:
    """Does the browser say so? What does not say from where it comes is not believed."""
    return request.headers.get("Origin") == settings.PUBLIC_URL


def _refuse(request: HttpRequest) -> HttpResponse:
    """What is known: that it came from elsewhere, that no cookies came with it, or only that it is not ours of now."""
    context = {
        "is_from_elsewhere": request.headers.get("Origin", settings.PUBLIC_URL) != settings.PUBLIC_URL,
        "has_no_cookies": not request.COOKIES,
        "is_signed_in": proven.load(request) is not None,
    }
    return render(request, "idp/csrf.html", context, status=403)


def _name(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match is not None else ""
