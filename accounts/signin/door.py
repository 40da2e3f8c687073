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
from accounts.methods import registry
from accounts.policy.need import Need
from accounts.policy.strengths.required import with_strengths
from accounts.signin import flow, offers, proven
from accounts.signin.pages.stronger import needs_stronger
from accounts.signin.proven import SignedIn
from accounts.signin.reach import strongest_of, way_to
from accounts.signin.road.arriving import is_session_gone
from accounts.signin.road.lent import is_lent, only_adds, still_stands
from accounts.signin.road.looking_after import WaysLookedAfterByOthers, looks_after_own
from accounts.signin.wish import PARAMETER, Wish, sealed, wish_of
from accounts.users.models import User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Page = Callable[..., HttpResponse]


def require(
    request: HttpRequest,
    need: Need,
    *,
    application: StrOrPromise = "",
    of: str = "",
    is_adding: bool = False,
    adds: bool = False,
) -> HttpResponse | None:
    """Return None when this request's session has proven `need`, otherwise the page that asks for what is missing.

    `application` is shown wherever the person is asked, on their phone too. They come back to this very page, and a
    form that they were sending is sent again. `of` is the key of what is opened: of that, and of this person, their
    organisation may require a strength as well. `is_adding`: the page is part of adding a way to sign in, so that
    sessions that may do nothing else come in as well; `adds`: whoever has yet to sign in may come back as such a one.
    """
    signed_in = proven.load(request)
    wanted = replace(wish_of(request, need=need, application=str(application), of=of), adds=adds)
    if signed_in is None:
        if wanted.posted is not None:
            messages.warning(request, _("You are not signed in, so what you sent was not done."))
        elif is_session_gone(request):
            messages.info(request, _("You are signed in here no more. Sign in to go on."))
        return _ask_stranger(wanted)
    user = proven.signed_in_user(request)
    if is_lent(signed_in):
        refused = _as_far_as_lent(request, user, signed_in, wanted, is_adding=is_adding)
        if refused is not None:
            return refused
    if not _is_fresh(need, signed_in):
        # Whoever can prove nothing now is told so: a page that asks for it would have no way on.
        if way_to(Need(), user) is None:
            return needs_stronger(request, wanted, is_stale=True)
        return flow.begin_again(request, user, wish=wanted)
    # Being signed in at all is what the session itself says: no look-up for that.
    whole = with_strengths(need, user, of)
    asks_no_more = whole == Need(within=need.within, since=need.since)
    if asks_no_more or offers.judge(whole, user, signed_in.proofs).is_enough:
        return None
    return needs_stronger(request, wanted)


def has_proven(request: HttpRequest, need: Need, *, of: str = "") -> bool:
    """Would `require` let this request in, `of` as there? Asks nobody for anything, and ends nothing."""
    signed_in = proven.load(request)
    if signed_in is None:
        return False
    user = proven.signed_in_user(request)
    if is_lent(signed_in) and (not still_stands(user, signed_in) or only_adds(user, signed_in)):
        return False
    return (
        _is_fresh(need, signed_in)
        and offers.judge(with_strengths(need, user, of), user, signed_in.proofs).is_enough
    )


def requires(
    need: Need, *, application: StrOrPromise = "", of: str = "", is_adding: bool = False
) -> Callable[[Page], Page]:
    """A page that opens only for whoever has proven `need`; `of` and `is_adding` as in `require`."""

    def guard(page: Page) -> Page:
        @functools.wraps(page)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            asked = require(request, need, application=application, of=of, is_adding=is_adding)
            return page(request, *args, **kwargs) if asked is None else asked

        return guarded

    return guard


def _is_fresh(need: Need, signed_in: SignedIn) -> bool:
    """Was it proven as recently as is asked: so many seconds ago at most, or since that moment?"""
    if need.since is not None and signed_in.auth_time < need.since:
        return False
    return need.within is None or clock.is_within(signed_in.auth_time, need.within)


def _as_far_as_lent(
    request: HttpRequest, user: User, signed_in: SignedIn, wanted: Wish, *, is_adding: bool
) -> HttpResponse | None:
    """What stands in for the page where what was lent has ended, or only lets one add ways; None where it opens."""
    if not still_stands(user, signed_in):
        flow.end_session(request)
        messages.info(request, _("What you signed in with has ended, and your session with it."))
        return _ask_stranger(wanted)
    if is_adding or not only_adds(user, signed_in):
        return None
    if wanted.posted is not None:
        messages.warning(request, _("Here you can only add ways to sign in, so what you sent was not done."))
    return redirect("security_info:add")


def _ask_stranger(wanted: Wish) -> HttpResponse:
    """Ask for a username first. What they wished for stands in the address."""
    return redirect(f"{reverse('signin:identify')}?{urlencode({PARAMETER: sealed(wanted)})}")


# Pages where people look after their own ways to sign in, whoever brings them.
SECURITY_INFO = gettext_lazy("Security info")
# What it is called where an organisation requires a strength for it.
OWN_WAYS = "security_info"
FRESH = Need(within=5 * 60)
# Of a session that may do nothing else: it was begun to add one, which may take a while with a new phone in hand.
FRESH_TO_ADD = Need(within=30 * 60)

# A page for whoever is signed in.
needs_sign_in = requires(Need())
# One on the way of adding a way to sign in.
while_adding = requires(Need(), is_adding=True)
# A page that shows, or takes away, how one signs in (D02).
needs_fresh_proof = requires(FRESH, application=SECURITY_INFO, of=OWN_WAYS)


def guards_ways_in(page: Page) -> Page:
    """A page that changes how one signs in: fresh proof, as strong as the strongest thing the person has (T20)."""
    return _guards(page, is_adding=lambda user: False)  # noqa: ARG005  nobody


def guards_adding(page: Page) -> Page:
    """A page that adds a way to sign in, and takes none away: likewise; and whoever may do nothing else comes in."""
    return _guards(page, is_adding=lambda user: True, adds=True)  # noqa: ARG005  everybody


def guards_the_only(key: str) -> Callable[[Page], Page]:
    """A page that adds a way of which a person has one at most, or changes it: adding only while there is none."""
    return lambda page: _guards(page, is_adding=lambda user: registry.get(key).may_add(user))


def _guards(page: Page, *, is_adding: Callable[[User], bool], adds: bool = False) -> Page:
    @functools.wraps(page)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        _refuse_where_others_do_it(request)
        may_add = _may_only_add(request) and is_adding(proven.signed_in_user(request))
        fresh = FRESH_TO_ADD if may_add else FRESH
        ask = functools.partial(
            require, request, application=SECURITY_INFO, of=OWN_WAYS, is_adding=may_add, adds=adds
        )
        asked = ask(fresh)
        if asked is None:
            need = replace(strongest_of(proven.signed_in_user(request)), within=fresh.within)
            asked = ask(need)
        return page(request, *args, **kwargs) if asked is None else asked

    return guarded


def puts_ways_in_order(page: Page) -> Page:
    """A page that changes nothing of how one signs in but what is offered first: any fresh proof will do."""

    @functools.wraps(page)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        _refuse_where_others_do_it(request)
        return needs_fresh_proof(page)(request, *args, **kwargs)

    return guarded


def _refuse_where_others_do_it(request: HttpRequest) -> None:
    """Said before anything is asked for: proof would change nothing (E06). Strangers sign in first."""
    signed_in = proven.load(request)
    if signed_in is None:
        return
    user = proven.signed_in_user(request)
    if not looks_after_own(user, signed_in.proofs):
        raise WaysLookedAfterByOthers(user.tenant)


def _may_only_add(request: HttpRequest) -> bool:
    signed_in = proven.load(request)
    return (
        signed_in is not None and is_lent(signed_in) and only_adds(proven.signed_in_user(request), signed_in)
    )
