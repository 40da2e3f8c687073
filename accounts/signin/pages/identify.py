"""The first page: a username, no password box (A01)."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal
from accounts.signin import flow
from accounts.signin.wish import PARAMETER, unsealed
from accounts.tenants.resolve import canonical_username
from accounts.throttle import count_try
from accounts.users.places import client_network

TRIES_PER_MINUTE = 10


class UsernameForm(forms.Form):
    username = forms.CharField(
        label=_("Username"),
        max_length=320,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "username",
                "autocapitalize": "none",
                "spellcheck": "false",
                "inputmode": "email",
                "autofocus": True,
            }
        ),
        error_messages={"required": _("Write your username.")},
    )


def identify(request: HttpRequest) -> HttpResponse:
    form = UsernameForm(request.POST or None, initial={"username": request.GET.get("username", "")[:320]})
    if request.method == "POST" and form.is_valid():
        count_try("identify", client_network(request), limit=TRIES_PER_MINUTE, window_seconds=60)
        try:
            username = canonical_username(form.cleaned_data["username"])
            return flow.begin(request, username, wish=unsealed(request.POST.get(PARAMETER, "")))
        except Refusal as refusal:
            form.add_error("username", str(refusal.public_text))
    context = {"form": form, "wish": request.POST.get(PARAMETER) or request.GET.get(PARAMETER, "")}
    return render(request, "accounts/signin/identify.html", context, status=400 if form.errors else 200)
