"""The applications of an organisation."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from accounts.users.roles import Act, may
from idp.oidc.applications.models import Application
from idp.oidc.applications.services import MOST_APPLICATIONS
from idp.oidc.grants.models import Grant
from idp.portal.applications.found import applications_in, is_for_nobody, organisation_of, secrets_of
from idp.portal.frame import frame
from idp.portal.gate import asker
from idp.portal.one_of_several import choose_organisation
from idp.portal.onward import onward
from idp.portal.search import words_of
from idp.portal.settings import shown_once

ON_A_PAGE = 50
choose = choose_organisation(
    act=Act.SEE_APPLICATIONS, page="admin:applications_of", title=gettext_lazy("Applications")
)


@dataclass(frozen=True)
class Shown:
    """One application in the list: who may use it, when somebody last signed in, and what to look at."""

    application: Application
    groups: list[str]
    is_for_nobody: bool
    last_at: datetime | None
    standing: str
    ends_at: datetime | None


def applications(request: HttpRequest, tenant_id: uuid.UUID) -> HttpResponse:
    tenant = organisation_of(asker(request), tenant_id, to_change=False)
    shown_once.go_on(request)
    words = words_of(request.GET)
    latest = Grant.objects.filter(application=OuterRef("pk")).order_by("-created_at").values("created_at")[:1]
    rows = applications_in(tenant).annotate(last_at=Subquery(latest))
    found = rows.none() if words is None else rows.filter(name__icontains=words) if words else rows
    page = onward(request, found, ON_A_PAGE).get_page(request.GET.get("p", "1"))
    counted = Application.objects.filter(tenant=tenant).count()
    context = {
        **frame(request),
        "tenant": tenant,
        "page": page,
        "shown": _shown(page.object_list),
        "search": words or "",
        "has_any": counted > 0,
        "is_long": counted > ON_A_PAGE,
        "is_full": counted >= MOST_APPLICATIONS,
        "most": MOST_APPLICATIONS,
        "may_change": may(asker(request), Act.CHANGE_APPLICATIONS, on=tenant),
    }
    return render(request, "idp/portal/applications/list.html", context)


def _shown(rows: Iterable[Application]) -> list[Shown]:
    return [_one(row) for row in rows]


def _one(row: Application) -> Shown:
    secrets = secrets_of(row)
    return Shown(
        application=row,
        groups=sorted(group.name for group in row.groups.all()),
        is_for_nobody=is_for_nobody(row),
        last_at=row.last_at,  # type: ignore[attr-defined]  # found with it
        standing=secrets.standing,
        ends_at=secrets.present.ends_at if secrets.present is not None else None,
    )
