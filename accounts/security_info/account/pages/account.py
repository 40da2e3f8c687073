"""My account: who one is here, who looks after that, language and time, and what can be done with all of it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language_info

from accounts import clock, time_zones
from accounts.security_info.account.settings import may_change_mail_address, may_change_name
from accounts.signin import proven
from accounts.signin.door import needs_sign_in


@needs_sign_in
def account(request: HttpRequest) -> HttpResponse:
    user = proven.signed_in_user(request)
    context = {
        "person": user,
        "organisation": user.tenant,
        "may_change_name": may_change_name(user),
        "may_change_mail": may_change_mail_address(user),
        "language": get_language_info(user.language) if user.language else None,
        "there": time_zones.written(clock.now(), time_zones.zone_of(user.time_zone)),
    }
    return render(request, "accounts/security_info/account/account.html", context)
