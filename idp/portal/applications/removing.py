"""Removing an application: its name is written first, for with it everything ends that it was given."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.signin.wish import fill_in
from accounts.tenants.names import shown
from idp.oidc.applications import services
from idp.oidc.applications.models import LONGEST_NAME
from idp.portal.applications.found import application_of
from idp.portal.frame import frame
from idp.portal.gate import asker, written


class RemoveForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Its name"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Write its name, so that it is this one you mean.")},
    )

    def __init__(self, posted: Any = None, *, called: str) -> None:
        super().__init__(posted)
        self.called = called

    def clean_name(self) -> str:
        name = shown(self.cleaned_data["name"], longest=LONGEST_NAME)
        if name.casefold() != self.called.casefold():
            raise forms.ValidationError(_("That is not its name. Nothing was removed."))
        return name


def remove(request: HttpRequest, tenant_id: uuid.UUID, application_id: int) -> HttpResponse:
    application = application_of(asker(request), tenant_id, application_id, to_change=True)
    form = RemoveForm(request.POST if request.method == "POST" else None, called=application.name)
    if request.method == "POST" and form.is_valid():
        services.remove(application, actor=asker(request))
        messages.success(request, _("%(name)s is removed: nobody signs in to it.") % {"name": application})
        return redirect("admin:applications_of", tenant_id)
    if not form.is_bound:
        fill_in(form, written(request))
    context = {**frame(request), "tenant": application.tenant, "application": application, "form": form}
    status = 400 if form.errors else 200
    return render(request, "idp/portal/applications/remove.html", context, status=status)
