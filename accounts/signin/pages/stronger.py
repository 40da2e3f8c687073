"""A session is weaker than what a page needs: says so, and asks for the stronger proof if it can be given (T20).

Where it cannot, says what can be done instead, or who can help.
"""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.policy.strengths import applications
from accounts.policy.strengths.required import with_strengths
from accounts.policy.strengths.words import asks
from accounts.signin import flow, proven
from accounts.signin.reach import could_add, may_change, way_to
from accounts.signin.road.arriving import where_now
from accounts.signin.wish import PARAMETER, Wish, sealed, unsealed


def needs_stronger(request: HttpRequest, wanted: Wish, *, is_stale: bool = False) -> HttpResponse:
    """Stands in for a page that this session is too weak for; one that `is_stale` proves nothing any more."""
    user = proven.signed_in_user(request)
    need = with_strengths(wanted.need, user, wanted.of)
    way = way_to(need, user)
    can_change = may_change(user, proofs=() if is_stale else proven.proofs_of(request))
    # Whoever is too weak for the pages where ways are added adds none there.
    adds_nothing = _is_where_ways_are_added(wanted) and bool(need.strengths)
    context = {
        "application": wanted.application,
        "asks": [asks(strength) for strength in need.strengths],
        "return_to": wanted.return_to,
        "way": way,
        "can_add": could_add(need, user) if can_change and not way and not adds_nothing else [],
        "can_change": can_change,
        "is_stale": is_stale,
        "leads_home": is_stale or adds_nothing,
        "link_helps": not wanted.need.in_person,
        "elsewhere": sealed(wanted),
        "wish": sealed(replace(wanted, method=way.method.key if way else ""), holder=str(user.pk)),
    }
    return render(request, "accounts/signin/stronger.html", context, status=403)


def _is_where_ways_are_added(wanted: Wish) -> bool:
    application = applications.find(wanted.of)
    return application is not None and application.is_where_ways_are_added


def stronger(request: HttpRequest) -> HttpResponse:
    """Asks for it, whatever this browser used last, and leads back; a form that was being sent is sent then.

    By a button only: it stands on the page that is wished for, so that a link to here leads where the browser is.
    """
    if request.method != "POST" or proven.load(request) is None:
        return redirect(where_now(request))
    user = proven.signed_in_user(request)
    wanted = unsealed(request.POST.get(PARAMETER, ""), holder=str(user.pk))
    return flow.begin_again(request, user, wish=wanted)
