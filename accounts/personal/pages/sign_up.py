"""Signing up: an address, the code that was sent there, then a name and a password."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.personal import signing_up, under_way
from accounts.refusals import Refusal, TooManyTries
from accounts.signin import flow
from accounts.signin.wish import Wish
from accounts.tenants.names import shown
from accounts.tenants.resolve import LONGEST_WRITTEN
from accounts.users.models import User
from accounts.users.places import client_networks
from accounts.ways.password.method import PROOF
from accounts.ways.password.rules.checking import problems_of
from accounts.ways.password.turns import HASHING

LONGEST_NAME = 80


class AddressForm(forms.Form):
    address = forms.CharField(
        label=gettext_lazy("Your mail address"),
        max_length=LONGEST_WRITTEN,
        error_messages={"required": gettext_lazy("Write your mail address.")},
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=20,
        error_messages={"required": gettext_lazy("Write the eight digits of the letter.")},
    )


class AccountForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=LONGEST_NAME,
        required=False,
        help_text=gettext_lazy("As it is shown on your phone. It can stay empty."),
    )
    new_password = forms.CharField(
        label=gettext_lazy("A password"),
        max_length=256,
        strip=False,
        help_text=gettext_lazy(
            "Eight characters or more; a few words are best. Later your phone takes its place."
        ),
        error_messages={"required": gettext_lazy("Choose a password.")},
    )


@never_cache
@require_http_methods(["GET", "POST"])
def address(request: HttpRequest) -> HttpResponse:
    """Asks for the address, and writes to it."""
    signing_up.personal_tenant()  # refuses where nobody signs up
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            signing_up.begin(request, form.cleaned_data["address"])
            return redirect("personal:code")
        except TooManyTries:
            raise
        except Refusal as refused:
            form.add_error("address", str(refused.public_text))
    return _page(request, "address", form)


@never_cache
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Takes the code of the letter."""
    sign_up = under_way.load(request)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if signing_up.confirm(request, form.cleaned_data["code"]):
            return redirect("personal:account")
        form.add_error(
            "code", _("This is not the code, or it is too old. Look again, or have another one sent.")
        )
    return _page(request, "code", form, address=sign_up.address)


def again(request: HttpRequest) -> HttpResponse:
    """Sends another code. By a button only: opened by a link it leads to the page that has it."""
    if request.method == "POST":
        signing_up.write_again(request)
        messages.success(request, _("Another code is on its way. Only the newest counts."))
    return redirect("personal:code")


@never_cache
@require_http_methods(["GET", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Makes the account, and signs its person in."""
    sign_up = signing_up.confirmed(request)
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _is_good(form, sign_up.address):
        name = shown(form.cleaned_data["name"], longest=LONGEST_NAME)
        with HASHING.turn(client_networks(request)):
            user = signing_up.make_account(request, name=name, password=form.cleaned_data["new_password"])
        messages.success(
            request, _("Your account is made. Add your phone now, and leave the password for emergencies.")
        )
        return flow.begin_with(request, user, PROOF, wish=Wish(return_to=reverse("security_info:methods")))
    return _page(request, "account", form, address=sign_up.address)


def _is_good(form: forms.Form, address: str) -> bool:
    """Is the password one that may be chosen? Says in the form why not."""
    tenant = signing_up.personal_tenant()
    person = User(username=address, display_name=form.cleaned_data["name"], tenant=tenant)
    for problem in problems_of(form.cleaned_data["new_password"], user=person, tenant=tenant):
        form.add_error("new_password", problem)
    return form.is_valid()


def _page(request: HttpRequest, name: str, form: forms.Form, **also: str) -> HttpResponse:
    status = 400 if form.errors else 200
    return render(request, f"accounts/personal/{name}.html", {"form": form, **also}, status=status)
