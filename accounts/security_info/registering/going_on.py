"""Going on to where one was going, once what was asked for at sign-in is there, or was put off."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from accounts.audit.log import record
from accounts.policy.facts import need_of
from accounts.security_info.registering.events import DONE
from accounts.signin import flow, offers
from accounts.signin.proven import SignedIn, signed_in_user
from accounts.signin.reach import way_to
from accounts.signin.road.finishing import let_go
from accounts.signin.wish import Wish
from accounts.users.models import User


def go_on(request: HttpRequest, signed_in: SignedIn) -> HttpResponse:
    """It is there: leads on, or has the person prove what is asked of everybody, if they came in by less (D06)."""
    user = signed_in_user(request)
    record(DONE, tenant=user.tenant, subject=user, owes=signed_in.owes)
    User.objects.filter(pk=user.pk, registers_anew_at__isnull=False).update(registers_anew_at=None)
    need = need_of(user)
    if need is None or signed_in.is_spared or offers.judge(need, user, signed_in.proofs).is_enough:
        return let_go(request, signed_in)
    way = way_to(need, user)
    wish = Wish(return_to=signed_in.led_to, need=need, method=way.method.key if way is not None else "")
    return flow.begin_again(request, user, wish=wish)
