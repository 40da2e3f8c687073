"""The password page: the fallback (F01)."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from accounts.audit.log import record
from accounts.policy.services import allowance_of, method_rules
from accounts.signin import flow, offers
from accounts.signin.events import SIGN_IN_REFUSED
from accounts.signin.unfinished import SignIn
from accounts.tenants.models import Tenant
from accounts.throttle import count_try
from accounts.users.access import nobody
from accounts.users.browsers import browser_digest
from accounts.users.models import User
from accounts.users.places import client_address
from accounts.ways.password.method import PROOF, is_right_password

TRIES = 10
WINDOW_SECONDS = 600


class PasswordForm(forms.Form):
    password = forms.CharField(
        label=_("Password"),
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
        error_messages={"required": _("Write your password.")},
    )


def password(request: HttpRequest) -> HttpResponse:
    sign_in = flow.current(request)
    tenant = flow.tenant_of(sign_in)
    rules = method_rules(tenant)
    offers.check_offered(rules, PROOF.key)
    user = flow.user_of(sign_in, tenant)
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _count(request, sign_in)
        # Whoever may not use a password learns nothing of it either: right and wrong look, and take, alike.
        whose = user or nobody(sign_in.username, tenant=tenant)
        is_allowed = allowance_of(whose, PROOF.key, rules).is_allowed
        may_use = user if is_allowed else None
        if is_right_password(may_use, form.cleaned_data["password"]) and may_use is not None:
            return flow.pass_method(request, PROOF, user=may_use, rules=method_rules(tenant))
        _note_failure(request, sign_in, user, tenant=tenant)
        form.add_error("password", _("That username and password do not go together. Try again."))
    context = {
        "form": form,
        "username": sign_in.username,
        "tenant": tenant,
        "others": offers.other_ways(sign_in, user, rules, but=PROOF.key),
    }
    return render(request, "accounts/ways/password.html", context, status=400 if form.errors else 200)


def _count(request: HttpRequest, sign_in: SignIn) -> None:
    """Strangers are counted together per username, a known browser apart: a storm of tries locks out only strangers.

    A browser that changed its cookie since it began is a stranger: it would get fresh tries with each change (T15).
    """
    is_known = sign_in.known_browser and browser_digest(request) == sign_in.browser_digest
    who = sign_in.browser_digest if is_known else "strangers"
    count_try("password", f"{sign_in.username} {who}", limit=TRIES, window_seconds=WINDOW_SECONDS)


def _note_failure(request: HttpRequest, sign_in: SignIn, user: User | None, *, tenant: Tenant) -> None:
    record(
        SIGN_IN_REFUSED,
        tenant=tenant,
        subject=user,
        username=sign_in.username,
        method=PROOF.key,
        reason="wrong_password",
        address=client_address(request),
    )
