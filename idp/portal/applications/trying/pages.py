"""*Try it*: the button, and what came of it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from idp.oidc.applications.models import Application
from idp.oidc.applications.using import may_use
from idp.oidc.trying.beginning import SCOPES, begin
from idp.oidc.trying.ending import answered
from idp.portal.applications.found import application_of
from idp.portal.applications.trying import words
from idp.portal.frame import frame
from idp.portal.gate import asker


def try_it(request: HttpRequest, tenant_id: uuid.UUID, application_id: int) -> HttpResponse:
    """GET says what will be asked; POST sends this browser on the way that an application sends it."""
    application = _tried_by(request, tenant_id, application_id)
    if request.method == "POST":
        done = reverse("admin:application_tried", args=[tenant_id, application_id])
        address = begin(
            request,
            application,
            redirect_uri=f"{settings.PUBLIC_URL}{done}",
            anew=request.POST.get("anew") == "yes",
        )
        return HttpResponse(status=303, headers={"Location": address})
    context = {
        **frame(request),
        "tenant": application.tenant,
        "application": application,
        "asked": words.of_scopes(SCOPES),
        "may_use": may_use(asker(request), application),
    }
    return render(request, "idp/portal/applications/trying/begin.html", context)


def tried(request: HttpRequest, tenant_id: uuid.UUID, application_id: int) -> HttpResponse:
    """What came of it, once: the address that a try is answered at, and nothing else is."""
    application = _tried_by(request, tenant_id, application_id)
    found = answered(request, application) if request.method == "GET" else None
    problem = words.of_error(found.error if found is not None else "")
    context = {
        **frame(request),
        "tenant": application.tenant,
        "application": application,
        "found": found,
        "problem": problem,
        "told": words.of_answer(found) if found is not None and problem is None else [],
    }
    page = "idp/portal/applications/trying/done.html"
    return render(request, page, context, status=400 if problem is not None else 200)


def _tried_by(request: HttpRequest, tenant_id: uuid.UUID, application_id: int) -> Application:
    """The application, for whoever changes it and is of its organisation: nobody else could use it at all."""
    application = application_of(asker(request), tenant_id, application_id, to_change=True)
    if asker(request).tenant_id != application.tenant_id:
        raise PermissionDenied
    return application
