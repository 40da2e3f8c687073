"""One application: its parts, its secrets, what to copy, who signed in lately."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.policy.strengths.required import by_application
from accounts.policy.strengths.words import called
from accounts.users.roles import Act, may
from idp.oidc.applications.models import Application
from idp.oidc.grants.models import Grant
from idp.oidc.issuer import issuer_of
from idp.portal.applications.copying.frameworks import FRAMEWORKS
from idp.portal.applications.found import application_of, is_for_nobody, secrets_of
from idp.portal.applications.parts.table import parts_of
from idp.portal.frame import frame
from idp.portal.gate import asker
from idp.portal.logs.audit.asked import log_of
from idp.portal.reports.figures import leads_to
from idp.portal.settings import shown_once

MOST_SHOWN = 10


def application(request: HttpRequest, tenant_id: uuid.UUID, application_id: int) -> HttpResponse:
    user = asker(request)
    found = application_of(user, tenant_id, application_id)
    shown_once.go_on(request)
    tenant = found.tenant
    sees_sign_ins = may(user, Act.SEE_SIGN_INS, on=tenant)
    context = {
        **frame(request),
        "tenant": tenant,
        "application": found,
        "issuer": issuer_of(tenant),
        "parts": [(part, part.facts(found)) for part in parts_of(found)],
        "secrets": secrets_of(found),
        "is_for_nobody": is_for_nobody(found),
        "frameworks": () if found.is_service else FRAMEWORKS,
        "may_change": may(user, Act.CHANGE_APPLICATIONS, on=tenant),
        # What only a program can ask for, no browser can be sent to try.
        "may_try": user.tenant_id == tenant.pk
        and found.kind != found.Kind.SERVICE
        and not (found.requires_pushed or found.requires_dpop),
        "lately": _lately(found) if sees_sign_ins else [],
        "sees_sign_ins": sees_sign_ins,
        "sign_ins_url": leads_to(reverse("admin:sign_ins_of", args=[tenant.pk]), application=found.name),
        "log_url": f"{log_of(tenant.pk)}&kind=tenant:application"
        if may(user, Act.SEE_LOG, on=tenant)
        else "",
        "required": [called(one.strength) for one in by_application(tenant, found.key)],
        "requires_url": reverse("admin:policy_section", args=[tenant.pk, "strengths"])
        if may(user, Act.CHANGE_POLICY, on=tenant)
        else "",
    }
    return render(request, "idp/portal/applications/one.html", context)


def _lately(found: Application) -> list[Grant]:
    rows = Grant.objects.filter(application=found).select_related("user__tenant")
    return list(rows.order_by("-created_at")[:MOST_SHOWN])
