"""A domain that waits to be proven: what to do, what was found, and looking now."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.domains.models import DomainClaim
from accounts.domains.services import give_up, look_now
from accounts.refusals import Refusal
from idp.portal.frame import frame
from idp.portal.gate import asker
from idp.portal.settings.domains.listed import organisation_seen_by


def domain_claim(request: HttpRequest, tenant_id: uuid.UUID, claim_id: uuid.UUID) -> HttpResponse:
    """GET shows it; POST looks at once, or gives it up after a question.

    Once it is proven, or gone, the list says how things stand.
    """
    tenant = organisation_seen_by(asker(request), tenant_id)
    claim = DomainClaim.objects.filter(pk=claim_id, tenant=tenant).first()
    if claim is None:
        return redirect("admin:domains", tenant.pk)
    if request.method == "POST":
        return _act(request, claim)
    context = {
        **frame(request),
        "tenant": tenant,
        "claim": claim,
    }
    return render(request, "idp/portal/settings/domains/claim.html", context)


def _act(request: HttpRequest, claim: DomainClaim) -> HttpResponse:
    said = request.POST.get("give_up")
    if said == "ask":
        context = {**frame(request), "tenant": claim.tenant, "claim": claim}
        return render(request, "idp/portal/settings/domains/give_up.html", context)
    if said == "yes":
        give_up(claim, actor=asker(request))
        messages.success(request, _("%(domain)s is not looked for any more.") % {"domain": claim.shown})
        return redirect("admin:domains", claim.tenant_id)
    if "look" in request.POST:
        try:
            look_now(claim)
            messages.success(request, _("We are looking. In a few seconds this page can say what was found."))
        except Refusal as refusal:
            messages.warning(request, str(refusal.public_text))
    return redirect("admin:domain_claim", claim.tenant_id, claim.pk)
