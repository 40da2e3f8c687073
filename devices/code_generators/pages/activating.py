"""Activating a code generator by a first code: the form of it, and the page of the portal where an admin does it."""

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
from accounts.throttle.guesses import Guesses
from accounts.users.models import User
from devices.code_generators import services
from devices.code_generators.models import CodeGenerator
from devices.otp.pages.asking import CodeForm

WRONG = gettext_lazy(
    "The serial number and the code do not go together. Check the number, wait for the next code, and then write both "
    "codes below."
)


class ActivationForm(CodeForm):
    field_order = ("serial", "code", "next_code")

    serial = forms.CharField(
        label=gettext_lazy("Serial number"),
        max_length=services.LONGEST_SERIAL,
        help_text=gettext_lazy("It stands on the back."),
        error_messages={"required": gettext_lazy("Write the serial number on its back.")},
    )
    next_code = forms.CharField(
        label=gettext_lazy("The code after it"),
        max_length=20,
        required=False,
        help_text=gettext_lazy(
            "Only if the code alone was not taken: wait for the next one, and write both."
        ),
    )

    @property
    def codes(self) -> list[str]:
        """What it showed, in order."""
        written = (self.cleaned_data["code"], self.cleaned_data["next_code"])
        return [code for code in written if code]


def activated(request: HttpRequest, form: ActivationForm, person: User) -> CodeGenerator | None:
    """Activate what the form names for this person; every try is counted before it is verified (T15)."""
    actor = proven.signed_in_user(request)
    guesses = Guesses(method="first_code_of_generator", username=person.username, whose=str(actor.pk))
    guesses.count()
    serial = form.cleaned_data["serial"]
    generator = services.activate(person, serial=serial, codes=form.codes, actor=actor)
    if generator is not None:
        guesses.was_right()
        return generator
    form.add_error("code", str(WRONG))
    return None


def activate_page(request: HttpRequest, person: User, frame: Mapping[str, Any]) -> HttpResponse:
    """An admin activates one that was handed out to a person, or sets it right; what waits is taken back here, too."""
    waiting = list(services.waiting_of(person))
    back = next((one for one in waiting if str(one.pk) == request.POST.get("take_back")), None)
    if back is not None:
        services.remove(back, actor=proven.signed_in_user(request))
        messages.success(request, _("Code generator %(number)s is taken back.") % {"number": back.name})
        return redirect(frame["back_url"])
    newest = [*waiting, *services.generators_of(person)][0]
    form = ActivationForm(request.POST or None, initial={"serial": newest.name})
    fill_in(form, typed(request))
    if request.method == "POST" and form.is_valid() and activated(request, form, person):
        messages.success(request, _("The code generator is ready: it can be asked for from now on."))
        return redirect(frame["back_url"])
    context = {**frame, "person": person, "form": form, "waiting": waiting}
    status = 400 if form.errors else 200
    return render(request, "devices/code_generators/activate_for.html", context, status=status)
