"""The sign-ins that were asked for, as a file."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from accounts.sign_in_log.models import SignInAttempt
from accounts.users.roles import Act, may
from idp.portal.gate import asker
from idp.portal.logs.counting import how_many
from idp.portal.logs.exporting import ROWS_AT_MOST, Row, export_page
from idp.portal.logs.exporting import export as export_as
from idp.portal.logs.names import names_of
from idp.portal.logs.sign_ins.asked import all_of, asked_by, in_words, rows_of
from idp.portal.one_of_several import tenant_seen_by

FIELDS = (
    "at",
    "person",
    "result",
    "reason",
    "methods",
    "application",
    "browser",
    "new_browser",
    "address",
    "place",
    "asked_for",
    "again",
    "sign_in",
    "person_id",
)


def export(request: HttpRequest, tenant_id: uuid.UUID) -> HttpResponseBase:
    tenant = tenant_seen_by(asker(request), tenant_id, act=Act.SEE_SIGN_INS)
    if not may(asker(request), Act.EXPORT_LOG, on=tenant):
        raise PermissionDenied
    asked = asked_by(request.GET)
    rows = rows_of(tenant, asked, asker=asker(request))
    if request.method != "POST":
        back = f"{reverse('admin:sign_ins_of', args=[tenant.pk])}?{asked.address}"
        many = how_many(rows, at_most=ROWS_AT_MOST)
        return export_page(request, many=many, chosen=in_words(asked), back=back)
    return export_as(
        request,
        log="sign_ins",
        tenant=tenant,
        chosen=in_words(asked),
        fields=FIELDS,
        rows=lambda: _written(rows),
    )


def _written(rows: QuerySet[SignInAttempt]) -> Iterator[Row]:
    for found in all_of(rows):
        yield from written(found)


def written(found: list[SignInAttempt]) -> Iterator[Row]:
    """Codes, and times in UTC: whoever reads the file is a program, or puts them into words themselves."""
    names = names_of(row.person_id for row in found)
    for row in found:
        yield {
            "at": row.at.astimezone(UTC).isoformat(),
            "person": names[row.person_id],
            "result": row.result,
            "reason": row.reason,
            "methods": row.methods,
            "application": row.application,
            "browser": row.browser,
            "new_browser": row.is_new_browser,
            "address": row.address,
            "place": row.place,
            "asked_for": row.needed,
            "again": row.is_again,
            "sign_in": row.mark,
            "person_id": str(row.person_id),
        }
