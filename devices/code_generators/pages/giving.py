"""The page of the portal on which an admin hands a code generator out to a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.signin import proven
from accounts.signin.wish import fill_in, typed
from accounts.users.models import User
from devices.code_generators import services
from devices.code_generators.keys import read_key
from devices.code_generators.refusals import AlreadyHandedOut
from devices.otp.codes import SHA_1, SHA_256

CHOOSE = {"required": gettext_lazy("Choose one."), "invalid_choice": gettext_lazy("Choose one of these.")}


class GivingForm(forms.Form):
    serial = forms.CharField(
        label=gettext_lazy("Serial number"),
        max_length=services.LONGEST_SERIAL,
        help_text=gettext_lazy("As it stands on the back: the person writes it to activate it."),
        error_messages={"required": gettext_lazy("Write the serial number on its back.")},
    )
    secret_key = forms.CharField(
        label=gettext_lazy("Secret key"),
        max_length=200,
        help_text=gettext_lazy("As its maker sent it, in base32 or hex. It is never shown again."),
        error_messages={"required": gettext_lazy("Write the secret key that its maker sent.")},
    )
    shows = forms.TypedChoiceField(
        label=gettext_lazy("Shows a new code"),
        coerce=int,
        choices=(
            (30, gettext_lazy("every 30 seconds")),
            (60, gettext_lazy("every 60 seconds")),
            (0, gettext_lazy("at each press of its button")),
        ),
        error_messages=CHOOSE,
    )
    digits = forms.TypedChoiceField(
        label=gettext_lazy("Digits of a code"),
        coerce=int,
        choices=((6, "6"), (8, "8")),
        error_messages=CHOOSE,
    )
    algorithm = forms.ChoiceField(
        label=gettext_lazy("Algorithm"),
        choices=((SHA_1, SHA_1), (SHA_256, SHA_256)),
        error_messages=CHOOSE,
    )

    def clean_serial(self) -> str:
        serial = services.read_serial(self.cleaned_data["serial"])
        if not serial:
            raise forms.ValidationError(_("Write the serial number on its back."))
        return serial

    def clean_secret_key(self) -> bytes:
        key = read_key(self.cleaned_data["secret_key"])
        if key is None:
            raise forms.ValidationError(
                _(
                    "This is no secret key: it has 32 to 128 hex digits, or 26 to 103 letters and digits of base32."
                )
            )
        return key

    @property
    def made(self) -> services.Made:
        return services.Made(
            secret=self.cleaned_data["secret_key"],
            step_seconds=self.cleaned_data["shows"],
            digits=self.cleaned_data["digits"],
            algorithm=self.cleaned_data["algorithm"],
        )


def give_page(request: HttpRequest, person: User, frame: Mapping[str, Any]) -> HttpResponse:
    form = GivingForm(request.POST or None)
    fill_in(form, typed(request))
    if request.method == "POST" and form.is_valid() and _gave(request, form, person):
        messages.success(
            request,
            _(
                "The code generator is handed out. It counts once a first code of it was given, here or by the person."
            ),
        )
        return redirect(frame["back_url"])
    context = {**frame, "person": person, "form": form}
    status = 400 if form.errors else 200
    return render(request, "devices/code_generators/give.html", context, status=status)


def _gave(request: HttpRequest, form: GivingForm, person: User) -> bool:
    actor = proven.signed_in_user(request)
    try:
        services.give(person, serial=form.cleaned_data["serial"], made=form.made, actor=actor)
    except AlreadyHandedOut as taken:
        form.add_error("serial", str(taken.public_text))
        return False
    return True
