"""Adding an application: what it is, where its answers go, who may use it; then its secret, once."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.signin.wish import fill_in
from idp.oidc.applications import services
from idp.oidc.applications.settings.checking import CannotBeApplication
from idp.portal.applications.found import organisation_of
from idp.portal.applications.parts.form import AddForm
from idp.portal.applications.secrets import secret_page
from idp.portal.frame import frame
from idp.portal.gate import asker, written
from idp.portal.settings import shown_once


def add(request: HttpRequest, tenant_id: uuid.UUID) -> HttpResponse:
    """GET asks; POST makes it, and shows its secret this once, so it is in no address and no log."""
    tenant = organisation_of(asker(request), tenant_id, to_change=True)
    if shown_once.comes_back(request):
        return redirect("admin:applications_of", tenant_id)
    form = AddForm(request.POST if request.method == "POST" else None, tenant=tenant)
    if request.method == "POST" and form.is_valid():
        try:
            added = services.add(tenant, form.wanted, actor=asker(request))
        except CannotBeApplication as refusal:
            form.add_error(None, str(refusal.public_text))
        else:
            return secret_page(request, added.application, added.secret, is_new=True)
    if not form.is_bound:
        fill_in(form, written(request))
    context = {**frame(request), "tenant": tenant, "form": form}
    status = 400 if form.errors else 200
    return render(request, "idp/portal/applications/add.html", context, status=status)
