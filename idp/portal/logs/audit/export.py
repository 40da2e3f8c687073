"""The events that were asked for, as a file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from accounts.audit.models import AuditEvent
from accounts.tenants.models import Tenant
from accounts.users.roles import Act, Reach, may, reach
from idp.portal.gate import asker
from idp.portal.logs.audit.asked import all_of, asked_by, events_of, in_words
from idp.portal.logs.counting import how_many
from idp.portal.logs.exporting import ROWS_AT_MOST, Row, export_page
from idp.portal.logs.exporting import export as export_as
from idp.portal.logs.names import names_of

FIELDS = ("number", "at", "tag", "tenant", "person", "by", "details", "person_id", "by_id")


def export(request: HttpRequest) -> HttpResponseBase:
    user = asker(request)
    if not (may(user, Act.SEE_LOG) and may(user, Act.EXPORT_LOG)):
        raise PermissionDenied
    asked = asked_by(request.GET)
    rows = events_of(asked, asker=user)
    if request.method != "POST":
        many = how_many(rows, at_most=ROWS_AT_MOST)
        back = f"{reverse('admin:audit')}?{asked.address}"
        return export_page(request, many=many, chosen=in_words(asked, asker=user), back=back)
    return export_as(
        request,
        log="audit",
        tenant=_whose(request),
        chosen=in_words(asked, asker=user),
        fields=FIELDS,
        rows=lambda: _written(rows),
    )


def _whose(request: HttpRequest) -> Tenant | None:
    """Whose log it is; of whoever sees several, nobody's alone."""
    user = asker(request)
    return None if reach(user, Act.SEE_LOG) is Reach.EVERYWHERE else user.tenant


def _written(rows: QuerySet[AuditEvent]) -> Iterator[Row]:
    for found in all_of(rows):
        yield from written(found)


def written(found: list[AuditEvent]) -> Iterator[Row]:
    """As the log has them: tags, times in UTC."""
    names = names_of(person for event in found for person in (event.subject_id, event.actor_id))
    for event in found:
        yield {
            "number": event.pk,
            "at": event.at.astimezone(UTC).isoformat(),
            "tag": event.tag,
            "tenant": str(event.tenant_id or ""),
            "person": names.get(event.subject_id, "") if event.subject_id else "",
            "by": names.get(event.actor_id, "") if event.actor_id else "",
            "details": event.details,
            "person_id": str(event.subject_id or ""),
            "by_id": str(event.actor_id or ""),
        }
