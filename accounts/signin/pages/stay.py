"""Whether to stay signed in after the browser is closed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.sessions.policy import session_settings
from accounts.signin import flow
from accounts.signin.road import staying
from accounts.signin.road.arriving import where_now
from accounts.signin.road.whose import current, tenant_of_sign_in

YES, NO = "yes", "no"


def stay(request: HttpRequest) -> HttpResponse:
    """Asks, once everything is proven; opened out of its turn it leads to where this browser is."""
    sign_in = current(request)
    answer = request.POST.get("stay", "")
    if answer in {YES, NO}:
        return flow.settle(request, staying.KEY, stays=answer == YES)
    here = where_now(request)
    if here != reverse("signin:stay"):
        return redirect(here)
    tenant = tenant_of_sign_in(sign_in)
    limits = session_settings(tenant).limits(stays=True)
    context = {
        "username": sign_in.username,
        "tenant": tenant,
        "days": limits.age.days,
        "silent_days": limits.silence.days,
    }
    return render(request, "accounts/signin/stay.html", context)
