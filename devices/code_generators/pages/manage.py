"""Adding a code generator at Security info, in two steps (D05, F08)."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.signin import proven
from accounts.signin.door import guards_adding
from accounts.signin.wish import fill_in, sent, typed
from accounts.throttle.guesses import Guesses
from accounts.users.models import User
from devices.code_generators import services
from devices.code_generators.pages.activating import WRONG, ActivationForm, activated


class SerialForm(forms.Form):
    serial = ActivationForm.base_fields["serial"]


@guards_adding
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Leads to where one is activated."""
    return redirect("security_info:methods" if sent(request) is None else "code_generators:activate")


@guards_adding
@require_http_methods(["GET", "POST"])
def activate(request: HttpRequest) -> HttpResponse:
    """Asks which one it is, then for a code of it, or two that set its clock right."""
    user = proven.signed_in_user(request)
    written = typed(request)
    if request.method != "POST" and written is None:
        return _ask_which(request, user)
    form = ActivationForm(request.POST or None)
    fill_in(form, written)
    if request.method == "POST" and form.is_valid() and _is_theirs(request, form, user):
        return redirect("security_info:added", services.KEY)
    status = 400 if form.errors else 200
    return render(request, "devices/code_generators/activate.html", {"form": form}, status=status)


def _ask_which(request: HttpRequest, user: User) -> HttpResponse:
    """One that was handed out is chosen, any other named by its number: no secret, so it stands in the address."""
    form = SerialForm(request.GET if "serial" in request.GET else None)
    if form.is_valid():
        serial = services.read_serial(form.cleaned_data["serial"])
        code_form = ActivationForm(initial={"serial": serial})
        return render(request, "devices/code_generators/activate.html", {"form": code_form})
    context = {"form": form, "waiting": services.waiting_of(user), "tenant": user.tenant}
    return render(request, "devices/code_generators/which.html", context, status=400 if form.errors else 200)


def _is_theirs(request: HttpRequest, form: ActivationForm, user: User) -> bool:
    """What was handed out to them is activated; any other claimed, if it is nobody's. Counted before it is looked at.

    Of one that is not theirs the tries of everybody together are counted as well, for many may guess at once (T15).
    """
    serial = form.cleaned_data["serial"]
    if services.is_handed_to(user, serial):
        return activated(request, form, user) is not None
    whoever = Guesses(
        method="claim_of_generator", username=f"{user.tenant_id} {services.read_serial(serial)}"
    )
    guesses = Guesses(
        method="first_code_of_generator", username=user.username, whose=str(user.pk), also=whoever.limits
    )
    guesses.count()
    if services.claim(user, serial=serial, codes=form.codes) is None:
        form.add_error("code", str(WRONG))
        return False
    guesses.was_right()
    return True
