"""Other ways to sign in: what this tenant offers, or, once something is proven, what is left for this account."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.policy.facts import rules_of
from accounts.signin import flow, offers
from accounts.signin.road.whose import current, tenant_of_sign_in, user_of
from accounts.signin.step import what_for


@require_http_methods(["GET", "HEAD", "POST"])
def choose_method(request: HttpRequest) -> HttpResponse:
    """Lists them; a POST chooses one, from here or from a page that names it."""
    if request.method == "POST":
        return flow.choose(request, request.POST.get("method", ""))
    sign_in = current(request)
    tenant = tenant_of_sign_in(sign_in)
    user = user_of(sign_in, tenant)
    # Of a name that somebody only knows, nothing is told (A18).
    may_tell = user is not None and (sign_in.may_tell or sign_in.is_still_in(request))
    choices = offers.choices(tenant, sign_in, user, rules_of(tenant))
    methods = [(method, method.doubt_for(user) if user and may_tell else "") for method in choices]
    context = {
        "username": sign_in.username,
        "tenant": tenant,
        "methods": methods,
        "is_further": bool(sign_in.passed),
        **what_for(sign_in),
    }
    return render(request, "accounts/signin/choose_method.html", context)
