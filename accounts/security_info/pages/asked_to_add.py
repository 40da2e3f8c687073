"""What a registration campaign asks for at sign-in: *Set up now*, or *Not now* while that is left (E11)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.methods.contract import VerificationMethod
from accounts.policy.facts import method_rules
from accounts.security_info.held import held_by, offered_first
from accounts.security_info.registering import campaign
from accounts.security_info.registering.going_on import go_on
from accounts.security_info.registering.put_off import put_off
from accounts.signin import proven
from accounts.signin.door import while_adding
from accounts.signin.proven import SignedIn
from accounts.signin.road.finishing import let_go
from accounts.signin.road.looking_after import looks_after_own
from accounts.users.models import User


@while_adding
def asked_to_add(request: HttpRequest) -> HttpResponse:
    """Opened where nothing is owed, it leads to Security info."""
    user, signed_in = proven.signed_in_user(request), proven.load(request)
    if signed_in is None or signed_in.owes != campaign.KEY:
        return redirect("security_info:methods")
    method = _asked_of(user, signed_in)
    if request.method != "POST":
        return render(request, "accounts/security_info/asked_to_add.html", _context(user, method))
    if method is None:
        return go_on(request, signed_in)
    if put_off(user):
        return let_go(request, signed_in)
    messages.warning(request, _("You have put this off as often as your organisation lets you."))
    return redirect("security_info:asked_to_add")


def _asked_of(user: User, signed_in: SignedIn) -> VerificationMethod | None:
    """What is asked for, while they lack it and can add it: nobody is kept out by what they cannot do."""
    method = campaign.asks(user, method_rules(user.tenant))
    can_add = method is not None and method.may_add(user) and looks_after_own(user, signed_in.proofs)
    return method if can_add else None


def _context(user: User, method: VerificationMethod | None) -> dict[str, object]:
    if method is None:
        held = held_by(user)
        return {"held": held, "default": offered_first(user, held)}
    return {
        "method": method,
        "add_url": reverse(method.add),
        "left": campaign.left(user, campaign.campaign_settings(user.tenant)),
        "has": method.rows_for(user),
    }
