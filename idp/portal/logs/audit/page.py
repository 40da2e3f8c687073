"""The list of the audit log: what happened, to whom, by whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.audit.models import AuditEvent
from accounts.tenants.models import Tenant
from accounts.users.roles import Act, Reach, may, reach
from idp.portal.frame import frame
from idp.portal.gate import asker
from idp.portal.logs.audit import words
from idp.portal.logs.audit.asked import asked_by, events_of, in_words, kinds, page_of
from idp.portal.logs.filters import zone_for
from idp.portal.logs.names import names_of


@dataclass(frozen=True)
class Line:
    """An event as the list shows it; `by` is somebody else who did it."""

    event: AuditEvent
    person: str
    by: str

    @property
    def sentence(self) -> str:
        return words.sentence(self.event)

    @property
    def facts(self) -> list[tuple[str, str]]:
        return words.facts(self.event)


def events(request: HttpRequest) -> HttpResponse:
    """As many questions for fifty as for none."""
    user = asker(request)
    if not may(user, Act.SEE_LOG):
        raise PermissionDenied
    asked = asked_by(request.GET)
    found, is_more = page_of(events_of(asked, asker=user), asked)
    sees_several = reach(user, Act.SEE_LOG) is Reach.EVERYWHERE
    context: dict[str, Any] = {
        **frame(request),
        "asked": asked,
        "chosen": in_words(asked, asker=user),
        "lines": lines_of(found),
        "older": asked.after(found[-1]) if is_more else "",
        "kinds": kinds(),
        "organisations": Tenant.objects.values_list("pk", "name") if sees_several else (),
        "sees_several": sees_several,
        "may_export": may(user, Act.EXPORT_LOG),
        "kept_days": max(0, settings.AUDIT_KEPT_DAYS),
        "zone": str(zone_for(asked.said)),
    }
    return render(request, "idp/portal/logs/audit.html", context)


def lines_of(found: list[AuditEvent]) -> list[Line]:
    names = names_of(person for event in found for person in (event.subject_id, event.actor_id))
    return [
        Line(
            event,
            person=names.get(event.subject_id, "") if event.subject_id else "",
            by=names.get(event.actor_id, "") if event.actor_id not in (None, event.subject_id) else "",
        )
        for event in found
    ]
