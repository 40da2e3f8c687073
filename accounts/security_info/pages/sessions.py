"""Where a person is signed in: each session seen, and ended (D04). Ending one only ever makes safer: no fresh proof."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.audit.browser_names import in_words
from accounts.refusals import NotYours
from accounts.security_info.sessions import shown_session
from accounts.sessions.models import Session
from accounts.sessions.person import session_of
from accounts.sessions.policy import session_settings
from accounts.sessions.services import end_others, end_session
from accounts.sessions.standing import sessions_of
from accounts.signin import flow, proven
from accounts.signin.door import needs_sign_in
from accounts.users.browsers import ask_again_whether_to_stay, known_browser
from accounts.users.models import KnownBrowser
from accounts.users.own_browsers import browsers_of
from accounts.users.services import end_sessions


@needs_sign_in
def sessions(request: HttpRequest) -> HttpResponse:
    """This one first, then the last seen."""
    user = proven.signed_in_user(request)
    here = _here(request)
    rows = sorted(sessions_of(user), key=lambda row: row.sid != here)
    known = {one.browser_digest: one for one in browsers_of(user)}
    browser = known_browser(request, user) if session_settings(user.tenant).may_stay else None
    context = {
        "sessions": [
            shown_session(row, user) | _named(known.get(row.browser_digest)) | {"is_here": row.sid == here}
            for row in rows
        ],
        "answer": browser.stays if browser is not None else None,
    }
    return render(request, "accounts/security_info/sessions.html", context)


def _named(browser: KnownBrowser | None) -> dict[str, str]:
    """What its person calls the browser of a session, and where that is changed."""
    if browser is None:
        return {}
    return {
        "name": browser.called,
        "rename_url": reverse("security_info:rename_browser", args=[browser.pk]),
    }


@needs_sign_in
def end_one(request: HttpRequest, sid: UUID) -> HttpResponse:
    """Asks first, then ends it; one that has ended meanwhile is ended."""
    user = proven.signed_in_user(request)
    if request.method == "POST":
        if sid == _here(request):
            return flow.sign_out(request)
        ended = end_session(user, sid, actor=user)
        gone = _("%(browser)s is signed out.") % {"browser": _called(ended)} if ended else ""
        messages.success(request, gone or _("It had ended already."))
        return redirect("security_info:sessions")
    found = next((row for row in sessions_of(user) if row.sid == sid), None)
    if found is None:
        raise NotYours(f"no session {sid} of {user.username}")
    context = {
        "title": _("Sign out there?"),
        "text": _("%(browser)s is signed out at once. Whoever uses it has to sign in again.")
        % {"browser": _called(found)},
        "action_label": _("Sign out there"),
        "danger": True,
        "back_url": reverse("security_info:sessions"),
    }
    return render(request, "accounts/security_info/confirm.html", context)


@needs_sign_in
def end_all_others(request: HttpRequest) -> HttpResponse:
    """Asks first, then ends all but this one."""
    user = proven.signed_in_user(request)
    if request.method == "POST":
        end_others(user, but=_here(request), actor=user)
        messages.success(request, _("You are signed out everywhere else."))
        return redirect("security_info:sessions")
    context = {
        "title": _("Sign out everywhere else?"),
        "text": _("Every browser but this one is signed out at once."),
        "action_label": _("Sign out everywhere else"),
        "danger": True,
        "back_url": reverse("security_info:sessions"),
    }
    return render(request, "accounts/security_info/confirm.html", context)


@needs_sign_in
def end_all(request: HttpRequest) -> HttpResponse:
    """Asks first, then ends every one, this one too."""
    user = proven.signed_in_user(request)
    if request.method == "POST":
        end_sessions(user, actor=user, why="own_wish")
        return flow.sign_out(request, said=_("You are signed out everywhere."))
    context = {
        "title": _("Sign out everywhere?"),
        "text": _("Every browser is signed out at once, this one too. Your phones stay as they are."),
        "action_label": _("Sign out everywhere"),
        "danger": True,
        "back_url": reverse("security_info:sessions"),
    }
    return render(request, "accounts/security_info/confirm.html", context)


@needs_sign_in
def ask_again(request: HttpRequest) -> HttpResponse:
    """Forgets what was said in this browser about staying signed in; by a button only."""
    if request.method == "POST":
        ask_again_whether_to_stay(request, proven.signed_in_user(request))
        messages.success(request, _("You are asked again the next time you sign in here."))
    return redirect("security_info:sessions")


def _called(row: Session) -> str:
    return in_words(row.browser) or _("That browser")


def _here(request: HttpRequest) -> UUID:
    row = session_of(request).row
    if row is None:
        raise PermissionError("this page was reached without a session")
    return row.sid
