"""The page that asks for a code, after something else was proven (F02, F04)."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.audit.log import record
from accounts.policy.services import method_rules
from accounts.signin import flow, offers
from accounts.signin.events import SIGN_IN_REFUSED
from accounts.throttle import count_try
from accounts.users.models import User
from accounts.users.places import client_address
from devices.otp import services
from devices.otp.method import METHOD, PROOF
from devices.otp.models import DIGITS

# A guess is right once in 333 333 (three steps count): ten tries in ten minutes leave it hopeless (SP 800-63B 3.2.2).
TRIES, WINDOW_SECONDS = 10, 600
WRONG = _("That code does not match. Wait for the next one, and check that the phone's clock is right.")


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        error_messages={"required": _("Write the six digits that the app shows.")},
    )


@never_cache
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    sign_in = flow.current(request)
    tenant = flow.tenant_of(sign_in)
    rules = method_rules(tenant)
    user = flow.user_of(sign_in, tenant)
    if user is None or METHOD.key not in offers.verdict(sign_in, user, rules).prove:
        raise offers.NotOffered(f"{METHOD.key} is not what {sign_in.username} is asked for")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        # Counted by account before anything is verified: whoever is here has proven a first factor (T15).
        count_try("code", str(user.pk), limit=TRIES, window_seconds=WINDOW_SECONDS)
        app = services.check(user, form.cleaned_data["code"])
        if app is not None:
            return flow.pass_method(request, PROOF, user=user, rules=method_rules(tenant), device=app)
        _note_failure(request, user)
        form.add_error("code", str(WRONG))
    context = {
        "form": form,
        "digits": DIGITS,
        "username": sign_in.username,
        "tenant": tenant,
        "others": offers.other_ways(sign_in, user, rules, but=METHOD.key),
    }
    return render(request, "devices/otp/code.html", context, status=400 if form.errors else 200)


def _note_failure(request: HttpRequest, user: User) -> None:
    record(
        SIGN_IN_REFUSED,
        tenant=user.tenant,
        subject=user,
        username=user.username,
        method=METHOD.key,
        reason="wrong_code",
        address=client_address(request),
    )
