"""Adding the phone on which this page is open: its app leads here to sign in, and is led back with a code (B13)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from accounts import clock
from accounts.policy.facts import allowance_of
from accounts.secrets import digest_of, new_secret
from accounts.signin import flow, proven
from accounts.signin.door import guards_adding
from accounts.signin.wish import Wish, sealed, sent
from devices.enrolment import services
from devices.enrolment.pages.add import context_of
from devices.phones.settings import KEY

# In the address and the form: nobody was signed in here, so the session is for this alone and ends with it.
FOR_THIS = "for-this"


@never_cache
def here(request: HttpRequest) -> HttpResponse:
    """Begins a session for this alone where there is none."""
    if proven.load(request) is None and FOR_THIS not in request.GET:
        return redirect(_for_this())
    return _add_here(request)


@guards_adding
def _add_here(request: HttpRequest) -> HttpResponse:
    user = proven.signed_in_user(request)
    form = sent(request)
    if form is None or not allowance_of(user, KEY).is_allowed:
        return render(
            request,
            "devices/enrolment/here.html",
            {
                "is_allowed": allowance_of(user, KEY).is_allowed,
                "for_this": FOR_THIS if FOR_THIS in request.GET else "",
                "other": sealed(Wish(return_to=_for_this(), adds=True)),
            },
        )
    _enrolment, code = services.offer(
        user,
        # No page watches it: whoever else could would have to know what was never kept.
        session_digest=digest_of(new_secret()),
        context=context_of(request),
        now=clock.now(),
        is_at_hand=True,
    )
    if form.get("session") == FOR_THIS:
        flow.end_session(request)
    # A fragment, as in the QR code: it is sent to no server and written in no log.
    return redirect(f"{reverse('authenticator:app')}#enrol={code}")


def _for_this() -> str:
    return f"{reverse('enrolment:here')}?{FOR_THIS}"
