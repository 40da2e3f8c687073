"""Adding an address for recovery, and removing it, at Security info (D05)."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.policy.facts import allowance_of
from accounts.signin import proven
from accounts.signin.door import guards_the_only
from accounts.signin.offers import NotOffered
from accounts.signin.wish import fill_in, typed
from accounts.ways.mail_code import services
from accounts.ways.mail_code.pages.code import WRONG, MailCodeForm


class AddressForm(forms.Form):
    address = forms.EmailField(
        label=gettext_lazy("Mail address"),
        max_length=254,
        help_text=gettext_lazy("One that you can read when you cannot sign in here."),
        error_messages={
            "required": gettext_lazy("Write an address."),
            "invalid": gettext_lazy("That is no mail address. Look at what stands around the @."),
        },
    )


@guards_the_only(services.KEY)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Asks for the address, and sends a code there."""
    user = proven.signed_in_user(request)
    if not allowance_of(user, services.KEY).is_allowed:
        raise NotOffered(f"{user.username} may not use mail for recovery")
    # The button of Security info sends no address yet.
    asked = services.waiting(services.key_of_person(user))
    initial = {"address": asked.address} if asked is not None else {}
    form = AddressForm(request.POST if "address" in request.POST else None, initial=initial)
    if request.method == "POST" and form.is_bound and form.is_valid():
        services.send_to_confirm(user, form.cleaned_data["address"])
        return redirect("mail_code:confirm")
    fill_in(form, typed(request))
    context = {"form": form}
    return render(request, "accounts/ways/mail_code/add.html", context, status=400 if form.errors else 200)


@never_cache
@guards_the_only(services.KEY)
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """Takes the code that was sent there: from then on the address counts."""
    user = proven.signed_in_user(request)
    asked = services.waiting(services.key_of_person(user))
    form = MailCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        kept = services.confirm(user, form.cleaned_data["code"])
        if kept is not None:
            return redirect("security_info:added", services.KEY)
        form.add_error("code", str(WRONG))
    if asked is None and not form.is_bound and services.address_of(user).exists():
        return redirect("security_info:added", services.KEY)
    if asked is None and not form.is_bound:
        messages.warning(
            request, _("That code is too old. Write the address once more, and another is sent.")
        )
        return redirect("mail_code:add")
    typed(request)
    context = {"form": form, "address": asked.address if asked is not None else ""}
    return render(
        request, "accounts/ways/mail_code/confirm.html", context, status=400 if form.errors else 200
    )
