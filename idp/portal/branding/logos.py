"""The logos that an organisation can choose from: adding one, and removing one that is not shown."""

from __future__ import annotations

import uuid

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.branding.images import LARGEST_FILE
from accounts.branding.models import Logo
from accounts.branding.services import add_logo, chosen_logo, remove_logo
from accounts.refusals import Refusal, TooManyTries
from accounts.tenants.models import Tenant
from accounts.users.roles import Act, may
from idp.portal.frame import frame
from idp.portal.gate import asker
from idp.portal.one_of_several import tenant_seen_by
from idp.serving.large_bodies import is_pass_of, pass_for


class LogoForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Picture"),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
        error_messages={
            "required": gettext_lazy("Choose a picture."),
            "empty": gettext_lazy("The file is empty."),
        },
    )


def logos(request: HttpRequest, tenant_id: uuid.UUID) -> HttpResponse:
    """Those there are; a POST removes the one that its button names."""
    tenant = tenant_seen_by(asker(request), tenant_id, act=Act.SEE_POLICY)
    if request.method != "POST":
        return _page(request, tenant, LogoForm())
    _needs_right(request, tenant)
    try:
        removed = remove_logo(tenant, request.POST.get("remove", ""), actor=asker(request))
        messages.success(request, _("%(name)s is removed.") % {"name": removed.name})
    except Refusal as refusal:
        messages.warning(request, str(refusal.public_text))
    return redirect("admin:policy_logos", tenant.pk)


def send_logo(request: HttpRequest, tenant_id: uuid.UUID, large_pass: str) -> HttpResponse:
    """Take the picture that was sent from that page."""
    tenant = tenant_seen_by(asker(request), tenant_id, act=Act.SEE_POLICY)
    if request.method != "POST":
        return redirect("admin:policy_logos", tenant.pk)
    _needs_right(request, tenant)
    form = LogoForm(request.POST, request.FILES)
    if not is_pass_of(asker(request), large_pass):
        form.add_error(None, _("This page was opened too long ago. Send the file again."))
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            # A byte more than may be, so that whoever reads it sees that it is too large.
            made = add_logo(tenant, file.read(LARGEST_FILE + 1), name=file.name, actor=asker(request))
        except TooManyTries:
            raise
        except Refusal as refusal:
            form.add_error("file", str(refusal.public_text))
        else:
            messages.success(
                request, _("%(name)s is saved. Choose it at How sign-in looks.") % {"name": made.name}
            )
            return redirect("admin:policy_logos", tenant.pk)
    return _page(request, tenant, form, status=400)


def _needs_right(request: HttpRequest, tenant: Tenant) -> None:
    if not may(asker(request), Act.CHANGE_BRANDING, on=tenant):
        raise PermissionDenied


def _page(request: HttpRequest, tenant: Tenant, form: LogoForm, *, status: int = 200) -> HttpResponse:
    chosen = chosen_logo(tenant)
    rows = [(logo, logo.kept == chosen) for logo in Logo.objects.filter(tenant=tenant).defer("png")]
    context = {
        **frame(request),
        "tenant": tenant,
        "form": form,
        "logos": rows,
        "may_change": may(asker(request), Act.CHANGE_BRANDING, on=tenant),
        "send_to": reverse("admin:send_logo", args=(tenant.pk, pass_for(asker(request)))),
    }
    return render(request, "idp/portal/branding/logos.html", context, status=status)
