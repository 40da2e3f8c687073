"""THE ONE DOOR: whoever needs a person proven says what is needed, and gets a session that has it or a page.

`requires(Need(factors=2, within=30 * 60), application=_("Payroll"))` guards a page; `require` is the same as a call.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import clock
from accounts.policy.need import Need
from accounts.signin import flow, offers, proven
from accounts.signin.pages.stronger import needs_stronger
from accounts.signin.reach import strongest_of, way_to
from accounts.signin.road.arriving import is_session_gone
from accounts.signin.wish import PARAMETER, Wish, sealed, wish_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Page = Callable[..., HttpResponse]


def require(request: HttpRequest, need: Need, *, application: StrOrPromise = "") -> HttpResponse | None:
    """Return None when this request's session has proven `need`, otherwise the page that asks for what is missing.

    `application` is shown wherever the person is asked, on their phone too. They come back to this very page, and a
    form that they were sending is sent again.
    """
    signed_in = proven.load(request)
    wanted = wish_of(request, need=need, application=str(application))
    if signed_in is None:
        if wanted.posted is not None:
            messages.warning(request, _("You are not signed in, so what you sent was not done."))
        elif is_session_gone(request):
            messages.info(request, _("You are signed in here no more. Sign in to go on."))
        return _ask_stranger(wanted)
    user = proven.signed_in_user(request)
    if need.within is not None and not clock.is_within(signed_in.auth_time, need.within):
        # Whoever can prove nothing now is told so: a page that asks for it would have no way on.
        if way_to(Need(), user) is None:
            return needs_stronger(request, wanted, is_stale=True)
        return flow.begin_again(request, user, wish=wanted)
    # Being signed in at all is what the session itself says: no look-up for that.
    if need == Need(within=need.within) or offers.judge(need, user, signed_in.proofs).is_enough:
        return None
    return needs_stronger(request, wanted)


def requires(need: Need, *, application: StrOrPromise = "") -> Callable[[Page], Page]:
    """A page that opens only for whoever has proven `need`."""

    def guard(page: Page) -> Page:
        @functools.wraps(page)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            asked = require(request, need, application=application)
            return page(request, *args, **kwargs) if asked is None else asked

        return guarded

    return guard


def _ask_stranger(wanted: Wish) -> HttpResponse:
    """Ask for a username first. What they wished for stands in the address."""
    return redirect(f"{reverse('signin:identify')}?{urlencode({PARAMETER: sealed(wanted)})}")


# Pages where people look after their own ways to sign in, whoever brings them.
SECURITY_INFO = gettext_lazy("Security info")
FRESH = Need(within=5 * 60)

# A page for whoever is signed in.
needs_sign_in = requires(Need())
# A page that shows, or takes away, how one signs in (D02).
needs_fresh_proof = requires(FRESH, application=SECURITY_INFO)


def guards_ways_in(page: Page) -> Page:
    """A page that changes how one signs in: fresh proof, as strong as the strongest thing the person has (T20)."""

    @functools.wraps(page)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        asked = require(request, FRESH, application=SECURITY_INFO)
        if asked is None:
            need = replace(strongest_of(proven.signed_in_user(request)), within=FRESH.within)
            asked = require(request, need, application=SECURITY_INFO)
        return page(request, *args, **kwargs) if asked is None else asked

    return guarded
