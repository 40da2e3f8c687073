"""Other ways to sign in: what this tenant offers, or, once something is proven, what is left for this account."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.policy.facts import method_rules
from accounts.signin import flow, offers
from accounts.signin.step import what_for


def choose_method(request: HttpRequest) -> HttpResponse:
    sign_in = flow.current(request)
    tenant = flow.tenant_of_sign_in(sign_in)
    methods = [
        {"icon": m.icon, "label": m.label, "help": m.help, "url": reverse(m.page)}
        for m in offers.choices(sign_in, flow.user_of(sign_in, tenant), method_rules(tenant))
    ]
    context = {"username": sign_in.username, "tenant": tenant, "methods": methods, **what_for(sign_in)}
    return render(request, "accounts/signin/choose_method.html", context)
