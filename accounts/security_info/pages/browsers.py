"""Browsers that know one: named, renamed, forgotten (D04, A19)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TypedDict

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.security_info.naming import NameForm
from accounts.sessions.standing import sessions_of
from accounts.signin import proven
from accounts.signin.browser.remembering import remembered_until
from accounts.signin.door import needs_fresh_proof
from accounts.signin.wish import fill_in, sent, typed
from accounts.users import own_browsers
from accounts.users.browsers import drop_from_cookie, known_browser
from accounts.users.models import KnownBrowser, User

LIST = "security_info:browsers"


class Row(TypedDict):
    """One browser as the page lists it."""

    browser: KnownBrowser
    is_this: bool
    is_signed_in: bool
    skips_until: datetime | None


@needs_fresh_proof
def browsers(request: HttpRequest) -> HttpResponse:
    user = proven.signed_in_user(request)
    this = known_browser(request, user)
    signed_in = {session.browser_digest for session in sessions_of(user)}
    rows = [_row(browser, user, this, signed_in) for browser in own_browsers.browsers_of(user)]
    context = {"rows": rows, "are_others": any(not row["is_this"] for row in rows)}
    return render(request, "accounts/security_info/browsers.html", context)


def _row(browser: KnownBrowser, user: User, this: KnownBrowser | None, signed_in: Collection[str]) -> Row:
    return Row(
        browser=browser,
        is_this=browser == this,
        is_signed_in=browser.browser_digest in signed_in,
        skips_until=remembered_until(browser, user),
    )


@needs_fresh_proof
@require_http_methods(["GET", "POST"])
def rename_browser(request: HttpRequest, browser_id: int) -> HttpResponse:
    browser = own_browsers.browser_of(proven.signed_in_user(request), browser_id)
    form = NameForm(request.POST or None, initial={"name": browser.called})
    fill_in(form, typed(request))
    if request.method == "POST" and form.is_valid():
        name = own_browsers.rename(browser, form.cleaned_data["name"])
        messages.success(request, _("Saved. This browser is called %(browser)s now.") % {"browser": name})
        return redirect(LIST)
    return render(request, "accounts/security_info/rename_browser.html", {"form": form, "browser": browser})


@needs_fresh_proof
@require_http_methods(["GET", "POST"])
def forget_browser(request: HttpRequest, browser_id: int) -> HttpResponse:
    """Asks first. Less trust for everybody, so any fresh proof will do."""
    user = proven.signed_in_user(request)
    browser = own_browsers.browser_of(user, browser_id)
    if sent(request) is None:
        return _ask(
            request,
            title=_("Forget %(browser)s?") % {"browser": _called(browser)},
            text=_(
                "The next sign-in there is as on a new browser: every step is asked, and your phone wants the number "
                "typed. Whoever is signed in there stays so."
            ),
            label=_("Forget"),
        )
    is_this = browser == known_browser(request, user)
    own_browsers.forget(browser)
    messages.success(request, _("%(browser)s knows you no more.") % {"browser": _called(browser)})
    response = redirect(LIST)
    if is_this:
        drop_from_cookie(request, response, user=user)
    return response


@needs_fresh_proof
@require_http_methods(["GET", "POST"])
def forget_other_browsers(request: HttpRequest) -> HttpResponse:
    """Asks first, then forgets all but this one."""
    user = proven.signed_in_user(request)
    if sent(request) is None:
        return _ask(
            request,
            title=_("Forget all other browsers?"),
            text=_(
                "The next sign-in in each is as on a new browser: every step is asked, and your phone wants the number "
                "typed. Whoever is signed in there stays so."
            ),
            label=_("Forget all others"),
        )
    this = known_browser(request, user)
    many = own_browsers.forget_all(user.pk, but_digest=this.browser_digest if this is not None else "")
    _say_forgotten(request, many)
    return redirect(LIST)


@needs_fresh_proof
@require_http_methods(["GET", "POST"])
def forget_all_browsers(request: HttpRequest) -> HttpResponse:
    """Asks first, then forgets all, this one too."""
    user = proven.signed_in_user(request)
    if sent(request) is None:
        return _ask(
            request,
            title=_("Forget every browser?"),
            text=_(
                "This one too. The next sign-in in each is as on a new browser: every step is asked, and your phone "
                "wants the number typed. Whoever is signed in there stays so, and so do you here."
            ),
            label=_("Forget all"),
        )
    _say_forgotten(request, own_browsers.forget_all(user.pk, but_digest=""))
    response = redirect(LIST)
    drop_from_cookie(request, response, user=user)
    return response


def _say_forgotten(request: HttpRequest, many: int) -> None:
    text = ngettext("%(count)d browser knows you no more.", "%(count)d browsers know you no more.", many)
    messages.success(request, text % {"count": many})


def _called(browser: KnownBrowser) -> str:
    return browser.called or _("A browser without a name")


def _ask(request: HttpRequest, *, title: str, text: str, label: str) -> HttpResponse:
    context = {
        "title": title,
        "text": text,
        "action_url": request.path,
        "action_label": label,
        "danger": True,
        "back_url": reverse(LIST),
    }
    return render(request, "accounts/security_info/confirm.html", context)
