"""The question whether an application may know it, and its answer: by a button of ours alone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.tenants.models import Tenant
from accounts.users.models import User
from idp.oidc.applications.addresses import host_of
from idp.oidc.applications.models import Application
from idp.oidc.asking.errors import ACCESS_DENIED, CannotAsk
from idp.oidc.asking.parameters import AuthorizationRequest
from idp.oidc.consent.services import Asked, allow, asked_of, deny
from idp.oidc.consent.words import SHOWN, in_words, mark_of

BESIDE = "/consent"


def asked_by(application: Application, wanted: AuthorizationRequest) -> Asked:
    """Return what this request would be given, were it allowed."""
    return asked_of(application, wanted.scopes, wanted.claims.names)


def ask(
    request: HttpRequest, tenant: Tenant, application: Application, asked: Asked, back: str
) -> HttpResponse:
    """Show what is asked; the form goes beside the address at which it was."""
    context = {
        "application": application,
        "host": host_of(back),
        "organisation": tenant,
        "asked": in_words(asked),
        "shown": mark_of(application.name, asked, host=host_of(back)),
        "answer": f"{request.path}{BESIDE}?{request.META.get('QUERY_STRING', '')}",
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
    if request.POST.get(SHOWN) == mark_of(application.name, asked, host=host_of(wanted.redirect_uri)):
        allow(application, user, asked)
    return lead_back(request)


def lead_back(request: HttpRequest) -> HttpResponse:
    """Lead to the request itself, which looks at everything anew."""
    return redirect(f"{request.path.removesuffix(BESIDE)}?{request.META.get('QUERY_STRING', '')}")
