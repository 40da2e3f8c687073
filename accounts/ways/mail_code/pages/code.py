"""The page that asks for a code by mail of somebody who has forgotten their password; the same for every name (A18)."""

from __future__ import annotations

from dataclasses import replace

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.signin import flow
from accounts.signin.step import step_of
from accounts.ways.mail_code import services
from accounts.ways.mail_code.method import PROOF, send

WRONG = gettext_lazy(
    "That is not the code that was sent last, or its five minutes are over. Look again, or have another sent."
)


class MailCodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=20,
        error_messages={"required": gettext_lazy("Write the eight digits of the letter.")},
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    step = step_of(request, PROOF.key)
    form = MailCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        guesses = step.count_try()
        user = step.who_may()
        written = form.cleaned_data["code"]
        address = services.take_to_recover(user, binding=step.sign_in.binding, code=written)
        if user is not None and address is not None:
            guesses.was_right()
            return flow.pass_step(step, user, replace(PROOF, by=str(address.pk)))
        step.fail("wrong_code")
        form.add_error("code", str(WRONG))
    is_sent = services.waiting(services.key_of_sign_in(step.sign_in.binding)) is not None
    context = {"form": form, "is_sent": is_sent, "key": PROOF.key, **step.context}
    return render(request, "accounts/ways/mail_code/code.html", context, status=400 if form.errors else 200)


def again(request: HttpRequest) -> HttpResponse:
    """Sends another. By a button only: opened by a link it leads to the page that has it."""
    if request.method == "POST":
        send(step_of(request, PROOF.key))
        messages.success(
            request, _("If this account has an address for recovery, another code is on its way.")
        )
    return redirect("mail_code:code")
