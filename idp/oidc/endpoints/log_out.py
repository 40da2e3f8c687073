"""Signing out, as an application asks for it (OpenID Connect RP-Initiated Logout 1.0).

An ID token of this very session shows that the application is one the person signed in to by it: that ends it at once.
Without one a link on any page could, so the person is asked (T28).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

from accounts.sessions.person import session_of
from accounts.signin import flow, proven, unfinished
from accounts.signin.browser import several
from accounts.signin.road.farewell import say_farewell, sids_of
from accounts.tenants.models import Tenant
from idp.oidc.applications.addresses import is_meant, with_query
from idp.oidc.applications.models import Application
from idp.oidc.applications.using import application_in
from idp.oidc.endpoints.answering import tenant_here
from idp.oidc.road.addressed import LinkDoesNotWork, by_get, given_lists
from idp.oidc.road.asking import in_language
from idp.oidc.road.beside import beside, lead_back
from idp.oidc.road.reply import lead_to
from idp.oidc.tokens import read_id_token

CONFIRM = "/confirm"


class SigningOutDoesNotWork(LinkDoesNotWork):
    """Whoever wanted to sign out is told that they have not, and how they do."""

    public_text = _(
        "The application that sent you here is not set up to sign you out like this. You are still signed in here. "
        "To sign out, press your name at the top of the page."
    )


@dataclass(frozen=True)
class _SignOut:
    """`sid` is the session that the ID token was of, `after` where to go then: an address of the application, or ""."""

    application: Application | None
    sid: str
    after: str
    ui_locales: tuple[str, ...]


@csrf_exempt
def log_out(request: HttpRequest, slug: str) -> HttpResponse:
    tenant = tenant_here(slug)
    if request.method == "POST":
        return by_get(request)
    if request.method != "GET":
        return HttpResponse(status=405, headers={"Allow": "GET, POST"})
    asked = _read(request, tenant)
    if proven.load(request) is None:
        return _leave(request, asked, leaves_page=False)
    if asked.sid and asked.sid == _sid_here(request):
        return _end(request, asked, leaves_page=False)
    context = {
        "application": asked.application,
        "confirm": beside(request, CONFIRM),
    }
    page = render(request, "idp/oidc/log_out.html", context)
    return in_language(request, page, asked.ui_locales)


def log_out_confirmed(request: HttpRequest, slug: str) -> HttpResponse:
    """The person has pressed the button; opened without, it is asked again."""
    tenant = tenant_here(slug)
    if request.method != "POST":
        return lead_back(request, CONFIRM)
    return _end(request, _read(request, tenant), leaves_page=True)


def _read(request: HttpRequest, tenant: Tenant) -> _SignOut:
    """Raises LinkDoesNotWork: whoever is sent on goes to an address that was written down, or nowhere."""
    try:
        return _asked(request, tenant)
    except LinkDoesNotWork as wrong:
        if proven.load(request) is None:
            raise
        raise SigningOutDoesNotWork(wrong.detail) from wrong


def _asked(request: HttpRequest, tenant: Tenant) -> _SignOut:
    lists = given_lists(request)
    if any(len(values) > 1 for values in lists.values()):
        raise LinkDoesNotWork("a parameter is there more than once")
    given = {name: values[0] for name, values in lists.items()}
    said = _said(tenant, given.get("id_token_hint", ""))
    application = _application(tenant, given.get("client_id", ""), said)
    return _SignOut(
        application=application,
        sid=str(said.get("sid", "")),
        after=_after(application, given),
        ui_locales=tuple(given.get("ui_locales", "").split()),
    )


def _said(tenant: Tenant, hint: str) -> dict[str, Any]:
    said = read_id_token(tenant, hint) if hint else {}
    if said is None:
        raise LinkDoesNotWork("id_token_hint is no ID token of this organisation")
    return said


def _application(tenant: Tenant, client_id: str, said: dict[str, Any]) -> Application | None:
    named = str(said.get("aud", client_id))
    if client_id and client_id != named:
        raise LinkDoesNotWork("client_id and id_token_hint name two applications")
    application = application_in(tenant, named) if named else None
    if named and application is None:
        raise LinkDoesNotWork(f"{tenant.slug}: no application {named[:64]!r}")
    return application


def _after(application: Application | None, given: dict[str, str]) -> str:
    address = given.get("post_logout_redirect_uri", "")
    if not address:
        return ""
    if application is None or not is_meant(
        address, written_down=application.post_logout_uris, is_native=application.is_native
    ):
        raise LinkDoesNotWork("not an address of this application to go to after signing out")
    return with_query(address, {"state": given["state"]}) if given.get("state") else address


def _sid_here(request: HttpRequest) -> str:
    session = session_of(request).row
    return str(session.sid) if session is not None else ""


def _end(request: HttpRequest, asked: _SignOut, *, leaves_page: bool) -> HttpResponse:
    """End the session at hand; whatever was given for it without `offline_access` ends with it."""
    if not asked.after or asked.application is None:
        return flow.sign_out(request)
    gone = sids_of([session_of(request)])
    flow.end_session(request)
    leads_on = _leave(request, asked, leaves_page=False)
    response = say_farewell(request, gone, leads_on)
    if response is leads_on and leaves_page:
        response = _leave(request, asked, leaves_page=True)
    unfinished.unbind(response)
    return response


def _leave(request: HttpRequest, asked: _SignOut, *, leaves_page: bool) -> HttpResponse:
    if asked.after and asked.application is not None:
        return lead_to(request, asked.after, asked.application, leaves_page=leaves_page)
    context = {"application": asked.application, "others": several.parked_in(request)}
    return render(request, "idp/oidc/signed_out.html", context)
