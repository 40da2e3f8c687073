"""The question whether an application may know it, and its answer: by a button of ours alone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.tenants.models import Tenant
from accounts.users.models import User
from idp.oidc.applications.addresses import host_of
from idp.oidc.applications.models import Application
from idp.oidc.asking.errors import ACCESS_DENIED
from idp.oidc.asking.parameters import AuthorizationRequest
from idp.oidc.consent.services import ToBeTold, allow, asked_of, deny
from idp.oidc.consent.words import in_words
from idp.oidc.road.beside import beside, lead_back
from idp.oidc.road.reply import Reply
from idp.oidc.scopes import OFFLINE

ANSWERED = "/consent"


def asked_by(application: Application, wanted: AuthorizationRequest) -> ToBeTold:
    """Return what this request would be given, were it allowed."""
    scopes = [scope for scope in wanted.scopes if scope != OFFLINE or application.may_stay]
    return asked_of(scopes, wanted.claims.names)


def ask(
    request: HttpRequest, tenant: Tenant, application: Application, asked: ToBeTold, back: str
) -> HttpResponse:
    """Show what is asked; the form goes beside the address at which it was."""
    context = {
        "application": application,
        "host": host_of(back),
        "organisation": tenant,
        "asked": in_words(asked),
        "answer": beside(request, ANSWERED),
    }
    return render(request, "idp/oidc/consent.html", context)


def answer(request: HttpRequest, reply: Reply, user: User, wanted: AuthorizationRequest) -> HttpResponse:
    """Remember a yes, and lead back to where it is given; a no is told to the application."""
    application = reply.application
    if request.POST.get("answer") != "allow":
        deny(application, user)
        return reply.give(
            request, leaves_page=True, error=ACCESS_DENIED, error_description="the person did not allow it"
        )
    allow(application, user, asked_by(application, wanted))
    return lead_back(request, ANSWERED)
