"""The password page: the fallback (F01)."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from accounts.policy.facts import settings_of
from accounts.signin import flow
from accounts.signin.pages.at_once import at_once
from accounts.signin.step import step_of
from accounts.users.places import client_networks
from accounts.ways.password.method import PROOF
from accounts.ways.password.settings import PasswordSettings
from accounts.ways.password.turns import HASHING
from accounts.ways.password.verifying import verify

WRONG = _("That username and password do not go together. Try again.")
OVER = _("This temporary password is over. Ask whoever gave it to you for a new one.")


class PasswordForm(forms.Form):
    password = forms.CharField(
        label=_("Password"),
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
        error_messages={"required": _("Write your password.")},
    )


@at_once
def password(request: HttpRequest) -> HttpResponse:
    step = step_of(request, PROOF.key)
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        settings = settings_of(step.rules, PROOF.key, PasswordSettings)
        # A turn first: whoever gets none has used up no try.
        with HASHING.turn(() if step.is_known else client_networks(request)):
            guesses = step.count_try(**settings.within)
            # Whoever may not use a password learns nothing of it either: right and wrong look, and take, alike.
            user = step.who_may()
            verdict = verify(user, form.cleaned_data["password"], username=step.sign_in.username)
        if verdict.is_right and user is not None:
            guesses.was_right()
            return flow.pass_step(step, user, PROOF)
        guesses.was_wrong(verdict.digest)
        step.fail("password_over" if verdict.is_over else "wrong_password")
        form.add_error("password", OVER if verdict.is_over else WRONG)
    context = {"form": form, **step.context}
    return render(
        request, "accounts/ways/password/password.html", context, status=400 if form.errors else 200
    )
