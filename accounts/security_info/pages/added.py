"""The last page of adding a way to sign in, whichever: what it is good for now; and make it the default (D05)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.security_info.good_for import good_for
from accounts.security_info.held import Held, asked_second, held_by, offered_first
from accounts.signin import proven
from accounts.signin.door import FRESH_TO_ADD, SECURITY_INFO, requires
from accounts.signin.offering import is_strongest_first
from accounts.signin.road.lent import is_lent
from accounts.users.models import User


@requires(FRESH_TO_ADD, application=SECURITY_INFO, is_adding=True)
@require_safe
def added(request: HttpRequest, method: str) -> HttpResponse:
    """Of the newest by this method, so that it says what is true however late it is opened."""
    user, signed_in = proven.signed_in_user(request), proven.load(request)
    held = held_by(user)
    one = next((one for one in held if one.method.key == method), None)
    if one is None or signed_in is None:
        return redirect("security_info:methods")
    context = {
        "one": one,
        "good_for": good_for(user, one),
        "can_be_default": not is_lent(signed_in) and _can_be_default(user, one, held),
    }
    return render(request, "accounts/security_info/adding/added.html", context)


def _can_be_default(user: User, one: Held, held: list[Held]) -> bool:
    """Where nobody's default counts, or it comes first already, there is nothing to offer."""
    if is_strongest_first(user.tenant) or not one.may_be_default:
        return False
    return one.method.key not in {offered_first(user, held), asked_second(user, held)}
