"""Adding a way to sign in, for a session that may do nothing else (E05): what can be added, and then how to go on."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.policy.facts import need_of
from accounts.policy.need import Need
from accounts.security_info.adding import can_add
from accounts.signin import proven
from accounts.signin.door import while_adding
from accounts.signin.owed import find_to_add
from accounts.signin.reach import way_to
from accounts.signin.road.lent import is_lent, only_adds
from accounts.signin.wish import Wish, sealed

OWN = Need(in_person=True)


@while_adding
def add(request: HttpRequest) -> HttpResponse:
    user, signed_in = proven.signed_in_user(request), proven.load(request)
    if signed_in is None or not (is_lent(signed_in) and only_adds(user, signed_in)):
        return redirect("security_info:methods")
    owed = find_to_add(signed_in.owes)
    if owed is not None:
        return redirect(owed.page)
    asked = need_of(user)
    own = way_to(asked.and_also(OWN), user) if asked is not None else None
    wish = Wish(need=OWN, method=own.method.key if own is not None else "")
    context = {
        "until": datetime.fromtimestamp(
            min(proof.until for proof in signed_in.proofs if proof.until), tz=UTC
        ),
        "can_add": can_add(user),
        "own": own,
        "wish": sealed(wish, holder=str(user.pk)),
    }
    return render(request, "accounts/security_info/add.html", context)
