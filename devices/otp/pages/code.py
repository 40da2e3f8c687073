"""The page that asks for a code, after something else was proven (F02, F04)."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.signin import flow
from accounts.signin.step import step_of
from devices.otp import services
from devices.otp.method import PROOF

WRONG = _("That code does not match. Wait for the next one, and check that the phone's clock is right.")
SPENT = _(
    "Too many codes in a row were wrong, so none is taken any more. Use another way, or ask your admin for a one-time "
    "link; then remove the authenticator app at Security info and add it anew."
)


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        error_messages={"required": _("Write the six digits that the app shows.")},
    )


@never_cache
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    step = step_of(request, PROOF.key)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        guesses = step.count_try()
        user = step.who_may()
        app = services.take(user, form.cleaned_data["code"]) if user is not None else None
        if user is not None and app is not None:
            guesses.was_right()
            return flow.pass_step(step, user, PROOF, device=app)
        step.fail("wrong_code")
        is_spent = user is not None and not services.unspent_apps_of(user).exists()
        form.add_error("code", str(SPENT if is_spent else WRONG))
    context = {"form": form, **step.context}
    return render(request, "devices/otp/code.html", context, status=400 if form.errors else 200)
