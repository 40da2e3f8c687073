"""The list of sign-ins of one organisation."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from accounts import clock
from accounts.audit.browser_names import in_words
from accounts.audit.readers import behind_since
from accounts.methods import registry
from accounts.sign_in_log import folding
from accounts.sign_in_log.known import known_of
from accounts.sign_in_log.models import SignInAttempt
from accounts.tenants.models import Tenant
from accounts.users.roles import Act, may
from idp.portal.frame import frame
from idp.portal.gate import asker
from idp.portal.logs.filters import zone_for
from idp.portal.logs.names import names_of
from idp.portal.logs.sign_ins import words
from idp.portal.logs.sign_ins.asked import asked_by, page_of, rows_of
from idp.portal.logs.sign_ins.asked import in_words as said_in_words
from idp.portal.logs.sign_ins.blocking import is_blocked, where_to_block
from idp.portal.one_of_several import choose_organisation, tenant_seen_by

# What a filter offers of what there was.
MOST_OFFERED = 200
# Later than this the page says so.
LATE_AFTER = timedelta(seconds=10)
MOST_NEW = 99

choose = choose_organisation(act=Act.SEE_SIGN_INS, page="admin:sign_ins_of", title=gettext_lazy("Sign-ins"))


@dataclass(frozen=True)
class Line:
    """A try as the list shows it."""

    row: SignInAttempt
    name: str

    @property
    def result(self) -> str:
        return str(SignInAttempt.Result(self.row.result).label)

    @property
    def badge(self) -> str:
        return words.badge(self.row)

    @property
    def reason(self) -> str:
        return words.reason(self.row)

    @property
    def ways(self) -> str:
        return words.ways(self.row)

    @property
    def browser(self) -> str:
        return in_words(self.row.browser)


def sign_ins(request: HttpRequest, tenant_id: uuid.UUID) -> HttpResponse:
    """As many questions for fifty as for none."""
    tenant = tenant_seen_by(asker(request), tenant_id, act=Act.SEE_SIGN_INS)
    asked = asked_by(request.GET)
    rows, is_more = page_of(rows_of(tenant, asked, asker=asker(request)), asked)
    names = names_of(row.person_id for row in rows)
    context: dict[str, Any] = {
        **frame(request),
        "tenant": tenant,
        "asked": asked,
        "chosen": said_in_words(asked),
        "lines": [Line(row, names[row.person_id]) for row in rows],
        "older": asked.after(rows[-1]) if is_more else "",
        "late_since": _late_since(),
        "newest": _newest(tenant),
        "may_export": may(asker(request), Act.EXPORT_LOG, on=tenant),
        "zone": str(zone_for(asked.said)),
        "is_blocked": is_blocked(asked.said["network"], tenant=tenant),
        "block_url": where_to_block(asked.said["network"], tenant=tenant, asker=asker(request)),
        **_offered(tenant),
    }
    return render(request, "idp/portal/logs/sign_ins.html", context)


def news(request: HttpRequest, tenant_id: uuid.UUID) -> HttpResponse:
    """How many tries began since the page was made, for its link: asked by an open page, not by whoever sits there."""
    request.is_unattended = True  # type: ignore[attr-defined]  # accounts.sessions.person
    tenant = tenant_seen_by(asker(request), tenant_id, act=Act.SEE_SIGN_INS)
    asked = asked_by(request.GET)
    since = request.GET.get("after", "")
    newer = rows_of(tenant, asked, asker=asker(request)).filter(pk__gt=int(since) if _is_number(since) else 0)
    # Bounded by time too: an index of times is walked from the latest on.
    newer = newer.filter(at__gte=clock.now() - timedelta(hours=12))
    return JsonResponse({"new": newer[: MOST_NEW + 1].count()})


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 18


def _newest(tenant: Tenant) -> int:
    rows = SignInAttempt.objects.filter(tenant=tenant).order_by("-at", "-id")
    return max(rows.values_list("pk", flat=True)[:MOST_NEW], default=0)


def _late_since() -> datetime | None:
    """Since when what happened is not in the list yet, where that is longer than it should be."""
    since = behind_since(folding.NAME)
    return since if since is not None and clock.now() - since > LATE_AFTER else None


def _offered(tenant: Tenant) -> dict[str, Any]:
    return {
        "results": SignInAttempt.Result.choices,
        "methods": [(method.key, method.label) for method in registry.in_order()],
        "applications": known_of(tenant.pk, "application", most=MOST_OFFERED),
        "places": known_of(tenant.pk, "place", most=MOST_OFFERED),
    }
