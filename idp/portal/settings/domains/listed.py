"""The domains of an organisation, those that wait for their record, and the form that adds one."""

from __future__ import annotations

import uuid

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.domains.models import DomainClaim
from accounts.domains.services import MOST_CLAIMS, claim
from accounts.domains.staying import personal_accounts_with
from accounts.refusals import Refusal
from accounts.signin.wish import fill_in
from accounts.tenants.domains import LONGEST_DOMAIN
from accounts.tenants.models import Domain, Tenant
from accounts.users.models import User
from accounts.users.roles import Act
from idp.portal.frame import frame
from idp.portal.gate import asker, written
from idp.portal.one_of_several import tenant_seen_by


class DomainForm(forms.Form):
    domain = forms.CharField(
        label=gettext_lazy("Domain"),
        max_length=LONGEST_DOMAIN,
        help_text=gettext_lazy("What stands after the @ in usernames, for example nordljus.example."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages={"required": gettext_lazy("Write the domain.")},
    )


def domains(request: HttpRequest, tenant_id: uuid.UUID) -> HttpResponse:
    """GET lists them; POST adds one that waits to be proven."""
    tenant = organisation_seen_by(asker(request), tenant_id)
    form = DomainForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = claim(tenant, form.cleaned_data["domain"], actor=asker(request))
        except Refusal as refusal:
            form.add_error("domain", str(refusal.public_text))
        else:
            messages.success(request, _("Now prove that the domain is yours: add the record below."))
            return redirect("admin:domain_claim", tenant.pk, made.pk)
    fill_in(form, written(request))
    theirs = list(Domain.objects.filter(tenant=tenant, is_verified=True))
    claims = list(DomainClaim.objects.filter(tenant=tenant))
    context = {
        **frame(request),
        "tenant": tenant,
        "form": form,
        "domains": [(one, _how_many_stay(tenant, one)) for one in theirs],
        "claims": claims,
        "is_full": len(claims) >= MOST_CLAIMS,
    }
    page = "idp/portal/settings/domains/page.html"
    return render(request, page, context, status=400 if form.errors and request.method == "POST" else 200)


def organisation_seen_by(user: User, tenant_id: uuid.UUID) -> Tenant:
    """The organisation, if the asker may prove its domains; personal accounts have none of their own."""
    tenant = tenant_seen_by(user, tenant_id, act=Act.PROVE_DOMAIN)
    if tenant.is_personal:
        raise Http404
    return tenant


def _how_many_stay(tenant: Tenant, domain: Domain) -> int:
    return personal_accounts_with(domain.name).count() if tenant.shares_addresses else 0
