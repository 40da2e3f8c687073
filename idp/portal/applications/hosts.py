"""Hosts whose documents are believed: whoever is there may sign people in, without being added (decision 0123)."""

from __future__ import annotations

import uuid

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.signin.wish import fill_in
from accounts.users.roles import Act, may
from idp.oidc.applications.settings.checking import CannotBeApplication
from idp.oidc.documents.models import LONGEST_HOST, DocumentHost
from idp.oidc.documents.services import MOST_HOSTS, believe, forget, known_by
from idp.portal.applications.found import organisation_of
from idp.portal.frame import frame
from idp.portal.gate import asker, written


class HostForm(forms.Form):
    host = forms.CharField(
        label=gettext_lazy("Host"),
        max_length=LONGEST_HOST,
        help_text=gettext_lazy(
            "Its name alone, such as app.example. Not those below it: each is named by itself."
        ),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages={"required": gettext_lazy("Write the name of a host.")},
    )

    def clean_host(self) -> str:
        return str(self.cleaned_data["host"]).strip().lower()


def hosts(request: HttpRequest, tenant_id: uuid.UUID) -> HttpResponse:
    """GET shows them; POST believes one more."""
    user = asker(request)
    tenant = organisation_of(user, tenant_id, to_change=request.method == "POST")
    form = HostForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            row = believe(tenant, form.cleaned_data["host"], actor=user)
        except CannotBeApplication as refusal:
            form.add_error("host", str(refusal.public_text))
        else:
            messages.success(request, _("Saved. %(host)s is believed from now on.") % {"host": row.host})
            return redirect("admin:application_hosts", tenant_id)
    if not form.is_bound:
        fill_in(form, written(request))
    rows = DocumentHost.objects.filter(tenant=tenant)
    context = {
        **frame(request),
        "tenant": tenant,
        "form": form,
        "shown": [(row, known_by(tenant, row.host).count()) for row in rows],
        "is_full": len(rows) >= MOST_HOSTS,
        "most": MOST_HOSTS,
        "may_change": may(user, Act.CHANGE_APPLICATIONS, on=tenant),
    }
    return render(request, "idp/portal/applications/hosts.html", context, status=400 if form.errors else 200)


def believe_no_more(request: HttpRequest, tenant_id: uuid.UUID, host_id: int) -> HttpResponse:
    """GET asks; POST ends it, with all applications that were known by it."""
    user = asker(request)
    tenant = organisation_of(user, tenant_id, to_change=True)
    row = DocumentHost.objects.filter(tenant=tenant, pk=host_id).first()
    if row is None:
        raise Http404
    if request.method == "POST":
        forget(tenant, row.host, actor=user)
        messages.success(request, _("%(host)s is believed no more.") % {"host": row.host})
        return redirect("admin:application_hosts", tenant_id)
    context = {**frame(request), "tenant": tenant, "row": row, "known": known_by(tenant, row.host)}
    return render(request, "idp/portal/applications/believe_no_more.html", context)
