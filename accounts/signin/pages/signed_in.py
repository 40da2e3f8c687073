"""Tells how one signed in: by what, from where, when. And the way out."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.audit.browser_names import in_words
from accounts.audit.details import meaning_of
from accounts.methods import registry
from accounts.refusals import NoSignInUnderWay
from accounts.signin import flow, proven
from accounts.signin.door import needs_sign_in
from accounts.signin.road.arriving import where_now
from accounts.users.browsers import asking_browser

# Of several ways and over several roads: no proofs, but what the level says in words.
HOW_MANY = frozenset({"mfa", "mca"})


@needs_sign_in
def signed_in(request: HttpRequest) -> HttpResponse:
    proof = proven.load(request)
    if proof is None:
        raise NoSignInUnderWay("signed out since the door let this in")
    context = {
        "method_label": ", ".join(str(m.label) for key in proof.methods if (m := registry.find(key))),
        "device_label": proof.device_label,
        "at": datetime.fromtimestamp(proof.auth_time, tz=UTC),
        "amr": proof.amr,
        "proven": [meaning_of("amr", value) for value in proof.amr if value not in HOW_MANY],
        "level": meaning_of("acr", proof.acr),
        "is_remembered": proof.is_remembered,
        "trusted_network": proof.trusted_network,
        "beside": [method.signed_in_page for method in registry.in_order() if method.signed_in_page],
        "browser_label": in_words(asking_browser(request).label),
    }
    return render(request, "accounts/signin/signed_in.html", context)


def sign_out(request: HttpRequest) -> HttpResponse:
    """By a button only: opened by a link it leads to the page that has it."""
    if request.method != "POST":
        return redirect("signin:signed_in")
    return flow.sign_out(request, all_here="all" in request.POST)


def cancel(request: HttpRequest) -> HttpResponse:
    """By a button only: opened by a link it leads to whatever could be cancelled."""
    return flow.cancel(request) if request.method == "POST" else redirect(where_now(request))
