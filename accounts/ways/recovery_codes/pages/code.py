"""The page that asks for a recovery code, after something else was proven (F02, F05)."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.signin import flow
from accounts.signin.step import step_of
from accounts.ways.recovery_codes import services
from accounts.ways.recovery_codes.method import PROOF


class RecoveryCodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Recovery code"),
        max_length=40,
        help_text=gettext_lazy("Twelve letters and digits. Capitals and hyphens do not matter."),
        error_messages={"required": gettext_lazy("Write one of your recovery codes.")},
    )


@never_cache
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    step = step_of(request, PROOF.key)
    form = RecoveryCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        guesses = step.count_try()
        user = step.who_may()
        codes = services.take(user, form.cleaned_data["code"]) if user is not None else None
        if user is not None and codes is not None:
            guesses.was_right()
            _tell_left(request, services.unused_of(user).count())
            return flow.pass_step(step, user, PROOF, device=codes)
        step.fail("wrong_recovery_code")
        form.add_error("code", _("That code is not one of yours, or it was used before. Try another."))
    context = {"form": form, **step.context}
    return render(request, "accounts/ways/recovery_code.html", context, status=400 if form.errors else 200)


def _tell_left(request: HttpRequest, left: int) -> None:
    told = ngettext(
        "That code is used up. You have %(count)d recovery code left.",
        "That code is used up. You have %(count)d recovery codes left.",
        left,
    ) % {"count": left}
    if left > services.FEW:
        messages.info(request, told)
    else:
        advice = _("Make new ones at Security info.")
        messages.warning(request, f"{told} {advice}")
