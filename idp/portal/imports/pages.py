"""A page for each kind of file: what it must look like, where to send it, and those that were sent before."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.jobs.kinds import Kind, kind_called
from accounts.jobs.models import Job
from accounts.jobs.services import begin
from accounts.jobs.table import LARGEST_FILE, read_table
from accounts.refusals import Refusal
from accounts.tenants.models import Tenant
from accounts.users.roles import Act
from idp.portal.frame import frame
from idp.portal.gate import asker
from idp.portal.imports import generators, people
from idp.portal.one_of_several import choose_organisation, tenant_seen_by
from idp.serving.large_bodies import is_pass_of, pass_for

MOST_LISTED = 50
TEMPLATES = {
    people.KIND.key: "idp/portal/imports/people.html",
    generators.KIND.key: "idp/portal/imports/generators.html",
}

choose = choose_organisation(act=Act.IMPORT_PEOPLE, page="admin:imports_of", title=people.KIND.label)


class FileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv"}),
        error_messages={
            "required": gettext_lazy("Choose the file."),
            "empty": gettext_lazy("The file is empty."),
        },
    )


class PeopleFileForm(FileForm):
    makes_groups = forms.ChoiceField(
        label=gettext_lazy("Groups that are not there"),
        choices=[
            ("", gettext_lazy("Refuse the row, so that a misspelt name makes no group")),
            ("yes", gettext_lazy("Make them")),
        ],
        required=False,
        widget=forms.RadioSelect,
    )


FORMS: dict[str, type[FileForm]] = {people.KIND.key: PeopleFileForm, generators.KIND.key: FileForm}


def imports_of(request: HttpRequest, tenant_id: uuid.UUID) -> HttpResponse:
    """The address of an organisation alone leads to its people."""
    tenant = tenant_seen_by(asker(request), tenant_id, act=Act.IMPORT_PEOPLE)
    return redirect("admin:imports_of_kind", tenant.pk, people.KIND.key)


def imports(request: HttpRequest, tenant_id: uuid.UUID, key: str) -> HttpResponse:
    """The page of one kind."""
    kind, tenant = _kind_and_tenant(request, tenant_id, key)
    return _page(request, tenant, kind, FORMS[key](initial={"makes_groups": ""}))


def send_file(request: HttpRequest, tenant_id: uuid.UUID, key: str, large_pass: str) -> HttpResponse:
    """Takes the file that was sent from that page, and has it looked through."""
    kind, tenant = _kind_and_tenant(request, tenant_id, key)
    if request.method != "POST":
        return redirect("admin:imports_of_kind", tenant.pk, key)
    form = FORMS[key](request.POST, request.FILES)
    if not is_pass_of(asker(request), large_pass):
        form.add_error(None, _("This page was opened too long ago. Send the file again."))
    if form.is_valid():
        try:
            job = _begun(request, tenant, kind, form)
        except Refusal as refusal:
            form.add_error("file", str(refusal.public_text))
        else:
            messages.success(request, _("The file is here. Nothing is changed before you say so."))
            return redirect("admin:import", job.pk)
    return _page(request, tenant, kind, form, status=400)


def _kind_and_tenant(request: HttpRequest, tenant_id: uuid.UUID, key: str) -> tuple[Kind, Tenant]:
    kind = kind_called(key)
    if kind is None or key not in FORMS:
        raise Http404(f"no kind of file {key!r}")
    return kind, tenant_seen_by(asker(request), tenant_id, act=kind.act)


def _begun(request: HttpRequest, tenant: Tenant, kind: Kind, form: FileForm) -> Job:
    file, options = form.cleaned_data["file"], dict(form.cleaned_data)
    del options["file"]
    return begin(
        kind,
        tenant=tenant,
        actor=asker(request),
        table=read_table(file.read(LARGEST_FILE), kind=kind),
        file_name=file.name,
        options=options,
    )


def _page(
    request: HttpRequest, tenant: Tenant, kind: Kind, form: FileForm, *, status: int = 200
) -> HttpResponse:
    large_pass = pass_for(asker(request))
    context: dict[str, Any] = {
        **frame(request),
        "tenant": tenant,
        "kind": kind,
        "kinds": [kind_called(key) for key in FORMS],
        "form": form,
        "send_to": reverse("admin:send_import", args=[tenant.pk, kind.key, large_pass]),
        "jobs": Job.objects.filter(tenant=tenant, kind=kind.key)
        .select_related("asker")
        .order_by("-created_at")[:MOST_LISTED],
    }
    return render(request, TEMPLATES[kind.key], context, status=status)
