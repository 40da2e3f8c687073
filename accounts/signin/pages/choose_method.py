"""Other ways to sign in: what this tenant offers, or, once something is proven, what is left for this account."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.methods import registry
from accounts.methods.contract import VerificationMethod
from accounts.policy.facts import method_rules
from accounts.signin import flow, offers
from accounts.signin.unfinished import SignIn
from accounts.tenants.models import Tenant


def choose_method(request: HttpRequest) -> HttpResponse:
    sign_in = flow.current(request)
    tenant = flow.tenant_of_sign_in(sign_in)
    methods = [
        {"icon": m.icon, "label": m.label, "help": m.help, "url": reverse(m.page)}
        for m in _choices(sign_in, tenant)
    ]
    context = {"username": sign_in.username, "tenant": tenant, "methods": methods}
    return render(request, "accounts/signin/choose_method.html", context)


def _choices(sign_in: SignIn, tenant: Tenant) -> list[VerificationMethod]:
    user = flow.user_of(sign_in, tenant)
    rules = method_rules(tenant)
    if not sign_in.passed or user is None:
        return offers.offered_by(rules)
    return [registry.get(key) for key in offers.verdict(sign_in, user, rules).prove]
