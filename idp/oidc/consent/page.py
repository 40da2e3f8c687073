"""The question whether an application may know it, and its answer: by a button of ours alone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.tenants.models import Tenant
from accounts.users.models import User
from idp.oidc.applications.addresses import host_of
from idp.oidc.applications.models import Application
from idp.oidc.asking.errors import ACCESS_DENIED, CannotAsk
from idp.oidc.asking.parameters import AuthorizationRequest
from idp.oidc.consent.services import ToBeTold, allow, asked_of, deny
from idp.oidc.consent.words import SHOWN, in_words, page_digest
from idp.oidc.road.beside import beside, lead_back

ANSWERED = "/consent"


def asked_by(application: Application, wanted: AuthorizationRequest) -> ToBeTold:
    """Return what this request would be given, were it allowed."""
    return asked_of(application, wanted.scopes, wanted.claims.names)


def ask(
    request: HttpRequest, tenant: Tenant, application: Application, asked: ToBeTold, back: str
) -> HttpResponse:
    """Show what is asked; the form goes beside the address at which it was."""
    context = {
        "application": application,
        "host": host_of(back),
        "organisation": tenant,
        "asked": in_words(asked),
        "shown": page_digest(application.name, asked, host=host_of(back)),
        "answer": beside(request, ANSWERED),
    }
    return render(request, "idp/oidc/consent.html", context)


def answer(
    request: HttpRequest, application: Application, user: User, wanted: AuthorizationRequest
) -> HttpResponse:
    """Remember a yes to what stood on the page, and lead back to where it is given.

    Where by now something else would stand there, that is asked. Raises CannotAsk of a no.
    """
    if request.POST.get("answer") != "allow":
        deny(application, user)
        raise CannotAsk(ACCESS_DENIED, "the person did not allow it")
    asked = asked_by(application, wanted)
    if request.POST.get(SHOWN) == page_digest(application.name, asked, host=host_of(wanted.redirect_uri)):
        allow(application, user, asked)
    return lead_back(request, ANSWERED)
