"""A part of an application is changed."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.signin.wish import fill_in
from idp.oidc.applications.settings.checking import CannotBeApplication
from idp.portal.applications.found import application_of
from idp.portal.applications.parts.table import find
from idp.portal.frame import frame
from idp.portal.gate import asker, written


def change(request: HttpRequest, tenant_id: uuid.UUID, application_id: int, part: str) -> HttpResponse:
    application = application_of(asker(request), tenant_id, application_id, to_change=True)
    found = find(application, part)
    if found is None:
        raise Http404
    form = found.form(request.POST if request.method == "POST" else None, application=application)
    if request.method == "POST" and form.is_valid():
        try:
            is_changed = form.save(actor=asker(request))
        except CannotBeApplication as refusal:
            # Beside the field that it is about, where it is of this part.
            place = refusal.setting if refusal.setting in form.fields else None
            form.add_error(place, str(refusal.public_text))
        else:
            if is_changed:
                messages.success(request, _("Saved. It counts from the next sign-in on."))
            else:
                messages.info(request, _("Nothing was changed."))
            return redirect("admin:application", tenant_id, application_id)
    if not form.is_bound:
        fill_in(form, written(request))
    context = {
        **frame(request),
        "tenant": application.tenant,
        "application": application,
        "part": found,
        "form": form,
    }
    return render(request, "idp/portal/applications/part.html", context, status=400 if form.errors else 200)
