"""One's mail address, changed by its person: asked for, confirmed by a code that went there."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.refusals import Refusal, TooManyTries
from accounts.security_info.account import changing_address
from accounts.security_info.account.changing_address import check_may_change, key_of
from accounts.signin import proven
from accounts.signin.door import guards_ways_in
from accounts.signin.wish import fill_in, typed
from accounts.tenants.resolve import LONGEST_WRITTEN
from accounts.users.models import User
from accounts.users.new_names import KEPT_FOR_ITS_PERSON
from accounts.ways.mail_code.pages.code import WRONG, MailCodeForm
from accounts.ways.mail_code.services import waiting


class NewAddressForm(forms.Form):
    address = forms.CharField(
        label=gettext_lazy("New mail address"),
        max_length=LONGEST_WRITTEN,
        error_messages={"required": gettext_lazy("Write an address.")},
    )


@guards_ways_in
@require_http_methods(["GET", "HEAD", "POST"])
def mail_address(request: HttpRequest) -> HttpResponse:
    """Asks for the new one, and has a code sent there."""
    user = proven.signed_in_user(request)
    check_may_change(user)
    form = NewAddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _asked(user, form):
        return redirect("security_info:account_mail_confirm")
    fill_in(form, typed(request))
    context = {"form": form, "person": user, "days": KEPT_FOR_ITS_PERSON.days}
    return _page(request, "mail", form, context)


@never_cache
@guards_ways_in
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """Takes the code that was sent there: from then on it is their address."""
    user = proven.signed_in_user(request)
    asked = waiting(key_of(user))
    form = MailCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _confirmed(request, user, form):
        return redirect("security_info:account")
    if asked is None and not form.is_bound:
        messages.warning(
            request, _("That code is too old. Write the address once more, and another is sent.")
        )
        return redirect("security_info:account_mail")
    typed(request)
    context = {"form": form, "address": asked.address if asked is not None else ""}
    return _page(request, "mail_confirm", form, context)


@guards_ways_in
def again(request: HttpRequest) -> HttpResponse:
    """Sends another code. By a button only: opened by a link it leads to the page that has it."""
    user = proven.signed_in_user(request)
    asked = waiting(key_of(user))
    if request.method == "POST" and asked is not None:
        changing_address.ask(user, asked.address)
        messages.success(request, _("Another code is on its way. Only the newest counts."))
    return redirect("security_info:account_mail_confirm")


def _asked(user: User, form: forms.Form) -> bool:
    """Is a code on its way? Says in the form why not."""
    try:
        changing_address.ask(user, form.cleaned_data["address"])
    except TooManyTries:
        raise
    except Refusal as refused:
        form.add_error("address", str(refused.public_text))
        return False
    return True


def _confirmed(request: HttpRequest, user: User, form: forms.Form) -> bool:
    try:
        address = changing_address.confirm(user, form.cleaned_data["code"])
    except changing_address.CannotBeYours as refused:
        form.add_error("code", str(refused.public_text))
        return False
    if address is None:
        form.add_error("code", str(WRONG))
        return False
    messages.success(request, _("%(address)s is your mail address now.") % {"address": address})
    return True


def _page(request: HttpRequest, name: str, form: forms.Form, context: dict[str, object]) -> HttpResponse:
    template = f"accounts/security_info/account/{name}.html"
    return render(request, template, context, status=400 if form.errors else 200)
