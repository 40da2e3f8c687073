"""The history of a policy: who changed what and when, and the way back."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.policy.changing import Policy, PolicyChangedMeanwhile, differences, policy_as_it_stands
from accounts.policy.history.models import KeptPolicy
from accounts.policy.history.reading import WayBack, kept_of, way_back
from accounts.tenants.models import Tenant
from accounts.users.models import User
from accounts.users.roles import Act, may
from idp.portal.frame import frame
from idp.portal.gate import asker
from idp.portal.one_of_several import tenant_seen_by
from idp.portal.policy.form import why_not
from idp.portal.policy.saving import Proposal, show_or_save
from idp.portal.policy.words import in_words, name_in_words

ON_A_PAGE = 25
EMPTIED = gettext_lazy(
    "None of the groups that it was for is there any more, so putting it back would mean something else. Choose groups "
    "on its own page instead."
)


def history(request: HttpRequest, tenant_id: uuid.UUID) -> HttpResponse:
    tenant = tenant_seen_by(asker(request), tenant_id, act=Act.SEE_POLICY)
    before = request.GET.get("before", "")
    rows = KeptPolicy.objects.filter(tenant=tenant).select_related("actor").defer("values", "groups")
    if before.isascii() and before.isdigit():
        rows = rows.filter(pk__lt=min(int(before), 2**63 - 1))
    found = list(rows.order_by("-id")[: ON_A_PAGE + 1])
    shown = found[:ON_A_PAGE]
    context: dict[str, Any] = {
        **frame(request),
        "tenant": tenant,
        "rows": [(row, in_words(row.changed)) for row in shown],
        "older": shown[-1].pk if len(found) > ON_A_PAGE else None,
        "is_newest": not before,
    }
    return render(request, "idp/portal/policy/history.html", context)


def kept(request: HttpRequest, tenant_id: uuid.UUID, kept_id: int) -> HttpResponse:
    user = asker(request)
    tenant = tenant_seen_by(user, tenant_id, act=Act.SEE_POLICY)
    row = kept_of(tenant, kept_id)
    stands = policy_as_it_stands(tenant)
    back = way_back(row, stands=stands)
    if request.method == "POST":
        if not may(user, Act.CHANGE_POLICY, on=tenant):
            raise PermissionDenied
        if "change_again" not in request.POST and not _why_not(tenant, back, stands, user):
            wish = Proposal(
                tenant=tenant,
                now=stands,
                wanted=back.wanted,
                title=_("Put back"),
                done=reverse("admin:policy_of", args=(tenant.pk,)),
                gone=back.gone,
                as_of=row.at,
            )
            try:
                return show_or_save(request, wish)
            except PolicyChangedMeanwhile:
                return kept(request, tenant_id, kept_id)
    context: dict[str, Any] = {
        **frame(request),
        "tenant": tenant,
        "row": row,
        "changed": in_words(row.changed),
        "now": in_words(differences(stands, back.wanted)),
        "gone": back.gone,
        "why_not": _why_not(tenant, back, stands, user),
        "may_change": may(user, Act.CHANGE_POLICY, on=tenant),
    }
    return render(request, "idp/portal/policy/kept.html", context)


def _why_not(tenant: Tenant, back: WayBack, stands: Policy, asker: User) -> list[str]:
    """Why it cannot be put back, and what to do instead; nothing where it can."""
    emptied = [f"{title}: {EMPTIED}" for title in back.emptied]
    problems = (
        ": ".join(str(part) for part in (name_in_words(name), text) if part)
        for name, text in why_not(tenant, back.wanted, stands=stands, asker=asker)
    )
    return emptied + list(problems)
