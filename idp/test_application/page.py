"""The page of the test application: opened by whoever has proven what is required for it, it says what that was."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from accounts.audit.details import meaning_of
from accounts.methods import registry
from accounts.policy.need import Need
from accounts.policy.strengths.applications import Application
from accounts.policy.strengths.required import required_of
from accounts.policy.strengths.words import asked_in_words
from accounts.signin import proven
from accounts.signin.door import requires

TEST_APPLICATION = "test_application"
LABEL = _("Test application")
APPLICATION = Application(
    key=TEST_APPLICATION,
    label=LABEL,
    help=_(
        "A page that opens nothing: open it to see what a strength asks of you, before it counts anywhere."
    ),
    rank=30,
)


@requires(Need(), application=LABEL, of=TEST_APPLICATION)
def test_application(request: HttpRequest) -> HttpResponse:
    user = proven.signed_in_user(request)
    signed_in = proven.load(request)
    context = {
        "ways": [str(m.label) for one in proven.proofs_of(request) if (m := registry.find(one.key))],
        "level": meaning_of("acr", signed_in.acr) if signed_in is not None else "",
        "asked": [asked_in_words(one.code) for one in required_of(user, TEST_APPLICATION)],
    }
    return render(request, "idp/test_application.html", context)
