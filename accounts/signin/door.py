"""THE ONE DOOR: whoever needs a person proven says what is needed, and gets a session that has it or a page.

@requires(Need(factors=2, within=30 * 60), application=_("Payroll"))
def pay(request): ...
"""

from __future__ import annotations

import functools
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from accounts.policy.need import Need
from accounts.signin import flow, offers, proven
from accounts.signin.pages.stronger import needs_stronger
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
        return _ask_stranger(wanted)
    user = proven.signed_in_user(request)
    if need.within is not None and time.time() - signed_in.auth_time > need.within:
        return flow.begin(request, user.username, wish=wanted, is_again=True)
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
