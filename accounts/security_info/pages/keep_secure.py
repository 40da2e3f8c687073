"""*Keep your account secure*: what one must add before one is let in, then what one has, and on (D06)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.policy.facts import method_rules
from accounts.security_info.adding import shown
from accounts.security_info.held import held_by, offered_first
from accounts.security_info.registering import requirement
from accounts.security_info.registering.going_on import go_on
from accounts.security_info.registering.helping import ways_that_help
from accounts.signin import proven
from accounts.signin.door import while_adding
from accounts.signin.road.looking_after import looks_after_own


@while_adding
def keep_secure(request: HttpRequest) -> HttpResponse:
    """Opened where nothing is owed, it leads to Security info."""
    user, signed_in = proven.signed_in_user(request), proven.load(request)
    if signed_in is None or signed_in.owes != requirement.KEY:
        return redirect("security_info:methods")
    lacks = requirement.lacks(user, method_rules(user.tenant))
    if request.method == "POST":
        return redirect("security_info:keep_secure") if lacks else go_on(request, signed_in)
    held = held_by(user)
    asked = requirement.asked_of(user)
    may_add = lacks and looks_after_own(user, signed_in.proofs)
    rows = [shown(method) for method in ways_that_help(user, held, asked)] if may_add else []
    context = {
        "lacks": lacks,
        "asked": asked,
        "first": rows[:1],
        "others": rows[1:],
        "held": held,
        "has_advice": any(one.row.advice for one in held),
        "default": offered_first(user, held),
    }
    return render(request, "accounts/security_info/keep_secure.html", context)
