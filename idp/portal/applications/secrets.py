"""An application's secrets: another one, the one before ends now. Each is shown once."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.signin.wish import fill_in
from idp.oidc.applications import services
from idp.oidc.applications.models import Application
from idp.oidc.applications.services import BOTH_COUNT_FOR
from idp.oidc.issuer import issuer_of
from idp.portal.applications.found import application_of, secrets_of
from idp.portal.frame import frame
from idp.portal.gate import asker, written
from idp.portal.settings import shown_once

LIVES = (
    ("", gettext_lazy("until another takes its place")),
    ("90", gettext_lazy("90 days")),
    ("180", gettext_lazy("half a year")),
    ("365", gettext_lazy("a year")),
    ("730", gettext_lazy("two years")),
)


class SecretForm(forms.Form):
    days = forms.ChoiceField(
        label=gettext_lazy("The new one counts"),
        choices=LIVES,
        required=False,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Where it has an end, you are warned here thirty days before."),
    )
    at_once = forms.BooleanField(
        label=gettext_lazy("The present one is known to somebody else"),
        required=False,
        help_text=gettext_lazy("Then it ends at once. Until your server has the new one nobody can sign in."),
    )

    @property
    def wanted(self) -> dict[str, Any]:
        """As the verb takes it."""
        days = self.cleaned_data["days"]
        life = timedelta(days=int(days)) if days else None
        return {"life": life, "at_once": self.cleaned_data["at_once"]}


def change_secret(request: HttpRequest, tenant_id: uuid.UUID, application_id: int) -> HttpResponse:
    """GET asks; POST makes another, and shows it this once."""
    application = application_of(asker(request), tenant_id, application_id, to_change=True)
    if not application.has_secret:
        raise Http404
    if shown_once.comes_back(request):
        return redirect("admin:application", tenant_id, application_id)
    form = SecretForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        secret = services.change_secret(application, actor=asker(request), **form.wanted)
        return secret_page(request, application, secret, is_new=False, was_ended=form.wanted["at_once"])
    if not form.is_bound:
        fill_in(form, written(request))
    context = {
        **frame(request),
        "tenant": application.tenant,
        "application": application,
        "form": form,
        "former": secrets_of(application).former,
        "days": BOTH_COUNT_FOR.days,
    }
    status = 400 if form.errors else 200
    return render(request, "idp/portal/applications/change_secret.html", context, status=status)


def end_former(request: HttpRequest, tenant_id: uuid.UUID, application_id: int) -> HttpResponse:
    """GET asks; POST ends the secret before the present one now."""
    application = application_of(asker(request), tenant_id, application_id, to_change=True)
    former = secrets_of(application).former
    if former is None:
        return redirect("admin:application", tenant_id, application_id)
    if request.method == "POST":
        services.end_former_secret(application, actor=asker(request))
        messages.success(request, _("The secret before has ended. Only the present one counts."))
        return redirect("admin:application", tenant_id, application_id)
    context = {**frame(request), "tenant": application.tenant, "application": application, "former": former}
    return render(request, "idp/portal/applications/end_former.html", context)


def secret_page(
    request: HttpRequest, application: Application, secret: str, *, is_new: bool, was_ended: bool = False
) -> HttpResponse:
    """What to write down of it; the secret is nowhere else."""
    shown_once.note(request)
    present = application.secrets.order_by("-pk").first()
    context = {
        **frame(request),
        "tenant": application.tenant,
        "application": application,
        "secret": secret,
        "ends_at": present.ends_at if present is not None else None,
        "issuer": issuer_of(application.tenant),
        "is_new": is_new,
        "was_ended": was_ended,
        "days": BOTH_COUNT_FOR.days,
    }
    return render(request, "idp/portal/applications/secret.html", context)
