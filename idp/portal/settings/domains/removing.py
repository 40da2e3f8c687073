"""Taking a domain from an organisation, once nobody signs in with it."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.domains.services import DomainInUse, remove, users_of
from accounts.many.estimating import or_more
from accounts.tenants.models import Domain
from idp.portal.frame import frame
from idp.portal.gate import asker
from idp.portal.settings.domains.listed import organisation_seen_by

MOST_NAMED = 10
MOST_COUNTED = 1000


def remove_domain(request: HttpRequest, tenant_id: uuid.UUID, domain_id: int) -> HttpResponse:
    """GET asks, or names who still uses it; POST removes it."""
    tenant = organisation_seen_by(asker(request), tenant_id)
    domain = Domain.objects.filter(pk=domain_id, tenant=tenant).first()
    if domain is None:
        raise Http404
    if request.method == "POST":
        try:
            remove(domain, actor=asker(request))
        except DomainInUse as refusal:
            messages.warning(request, str(refusal.public_text))
            return redirect("admin:remove_domain", tenant.pk, domain.pk)
        messages.success(request, _("%(domain)s is the organisation's no more.") % {"domain": domain.shown})
        return redirect("admin:domains", tenant.pk)
    users = users_of(domain)
    counted = users[: MOST_COUNTED + 1].count()
    context = {
        **frame(request),
        "tenant": tenant,
        "domain": domain,
        "users": list(users.order_by("username")[:MOST_NAMED]),
        "users_counted": counted,
        "users_told": or_more(counted, at_most=MOST_COUNTED),
    }
    return render(request, "idp/portal/settings/domains/remove.html", context)
