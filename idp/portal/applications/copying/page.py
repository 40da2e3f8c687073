"""Settings to copy for one framework, with the application's own values filled in."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from idp.oidc.applications.models import Application
from idp.oidc.issuer import AUTHORIZE, LOG_OUT, TOKEN, USERINFO, address_of, issuer_of
from idp.portal.applications.copying.frameworks import FRAMEWORKS, Framework
from idp.portal.applications.found import application_of
from idp.portal.frame import frame
from idp.portal.gate import asker

# What stands where the secret belongs: nobody here knows it.
HERE = "PUT-THE-SECRET-HERE"


def copying(request: HttpRequest, tenant_id: uuid.UUID, application_id: int, framework: str) -> HttpResponse:
    application = application_of(asker(request), tenant_id, application_id)
    row = next((one for one in FRAMEWORKS if one.key == framework), None)
    if row is None:
        raise Http404
    text = text_for(row, application)
    context = {
        **frame(request),
        "tenant": application.tenant,
        "application": application,
        "framework": row,
        "text": text,
        "has_place_for_secret": HERE in text,
        "is_for_another_kind": bool(row.kinds) and application.kind not in row.kinds,
        "has_its_address": row.is_answered_at(application.redirect_uris),
    }
    return render(request, "idp/portal/applications/copying/page.html", context)


def text_for(row: Framework, application: Application) -> str:
    """The settings, as they stand in a file of that framework."""
    values = _values(row, application)
    return str(render_to_string(f"idp/portal/applications/copying/{row.key}.txt", values)).strip()


def _values(row: Framework, application: Application) -> dict[str, Any]:
    """Of what people wrote only addresses, in which nothing ends a line."""
    tenant = application.tenant
    ours = [address for address in application.redirect_uris if row.is_answered_at([address])]
    first = next(iter([*ours, *application.redirect_uris]), "PUT-THE-REDIRECT-ADDRESS-HERE")
    return {
        "issuer": issuer_of(tenant),
        "authorize": address_of(tenant, AUTHORIZE),
        "token": address_of(tenant, TOKEN),
        "userinfo": address_of(tenant, USERINFO),
        "log_out": address_of(tenant, LOG_OUT),
        "client_id": application.client_id,
        "secret": HERE if application.has_secret else "",
        "redirect": first,
        "algorithm": application.id_token_alg,
    }
