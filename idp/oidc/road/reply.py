"""The answer to an application: at its redirect address, or by a form that sends itself there.

Browsers hold a form to the addresses that its page allows (`form-action`) along every redirect that follows. So
whoever has just come through forms of ours is led on by a page, which no such rule concerns.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.tenants.models import Tenant
from idp.oidc.applications.addresses import origin_of, with_query
from idp.oidc.applications.models import Application
from idp.oidc.asking.parameters import FORM_POST
from idp.oidc.issuer import issuer_of


@dataclass(frozen=True)
class Reply:
    """Where the answer goes, and how; `state` is said back letter for letter."""

    tenant: Tenant
    application: Application
    redirect_uri: str
    mode: str
    state: str = ""

    def give(self, request: HttpRequest, *, leaves_page: bool = False, **said: str) -> HttpResponse:
        """Say this to the application; always with whose answer it is (RFC 9207)."""
        whole = {**said, **({"state": self.state} if self.state else {}), "iss": issuer_of(self.tenant)}
        if self.mode == FORM_POST:
            return self._by_form(request, whole)
        return lead_to(
            request, with_query(self.redirect_uri, whole), self.application, leaves_page=leaves_page
        )

    def _by_form(self, request: HttpRequest, said: dict[str, str]) -> HttpResponse:
        context = {"action": self.redirect_uri, "fields": said, "application": self.application}
        response = render(request, "idp/oidc/form_post.html", context)
        # This page has one form, and it goes to one place.
        response._csp_replace = {"form-action": [origin_of(self.redirect_uri)]}  # type: ignore[attr-defined]
        return response


def lead_to(
    request: HttpRequest, address: str, application: Application, *, leaves_page: bool
) -> HttpResponse:
    """Lead to an address of the application's: by a redirect, or by a page that goes there by itself."""
    if leaves_page:
        return render(request, "idp/oidc/leaving.html", {"address": address, "application": application})
    # A native application's address may have a scheme that Django redirects to by no name.
    return HttpResponse(status=303, headers={"Location": address})
