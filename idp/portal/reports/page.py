"""The reports of one organisation, on one page; each as a file, too."""

from __future__ import annotations

import csv
import uuid
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import clock
from accounts.many.by_index import by_index
from accounts.many.estimating import LOOKED_AT, look_at
from accounts.tenants.models import Tenant
from accounts.users.access import users_in
from accounts.users.roles import Act
from idp.portal.charts import shapes
from idp.portal.frame import frame
from idp.portal.gate import asker
from idp.portal.logs.exporting import BYTE_ORDER_MARK, harmless
from idp.portal.one_of_several import choose_organisation, tenant_seen_by
from idp.portal.reports.figures import Asked, Figures, Report, drawn
from idp.portal.reports.spans import SPANS, span_called
from idp.portal.reports.table import BY_KEY, REPORTS

choose = choose_organisation(act=Act.SEE_REPORTS, page="admin:reports_of", title=gettext_lazy("Reports"))


@dataclass(frozen=True)
class Shown:
    """A report as the page shows it."""

    report: Report
    figures: Figures

    @property
    def chart(self) -> shapes.Bars | shapes.Columns | shapes.Line:
        return drawn(self.report.shape, self.figures)

    @property
    def template(self) -> str:
        return f"idp/portal/charts/{self.report.shape}.html"


def reports(request: HttpRequest, tenant_id: uuid.UUID) -> HttpResponse:
    """Few questions, however many people there are; the counts of days are many rows, and read as they lie."""
    asked = _asked(request, tenant_id)
    over_time = [Shown(report, report.made(asked)) for report in REPORTS if not report.is_now]
    with by_index():
        now = [Shown(report, report.made(asked)) for report in REPORTS if report.is_now]
    context: dict[str, Any] = {
        **frame(request),
        "tenant": asked.tenant,
        "looked_at": LOOKED_AT,
        "span": asked.span,
        "spans": SPANS.values(),
        "over_time": over_time,
        "now": now,
    }
    return render(request, "idp/portal/reports/reports.html", context)


def as_file(request: HttpRequest, tenant_id: uuid.UUID, report: str) -> HttpResponse:
    """The table behind one chart. It holds counts and no names, so taking it leaves no row in the log."""
    asked = _asked(request, tenant_id)
    if report not in BY_KEY:
        raise Http404
    with by_index() if BY_KEY[report].is_now else nullcontext():
        figures = BY_KEY[report].made(asked)
    answer = HttpResponse(BYTE_ORDER_MARK, content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{report}-{asked.today}.csv"'
    writer = csv.writer(answer)
    heads = [str(head) for head in figures.heads]
    if figures.is_about:
        heads = [heads[0], *(_("%(number)s, about") % {"number": head} for head in heads[1:])]
    writer.writerow([harmless(head) for head in heads])
    for line in figures.lines:
        numbers = ["" if number is None else number for number in line.numbers]
        writer.writerow([harmless(line.label), *numbers])
    return answer


def _asked(request: HttpRequest, tenant_id: uuid.UUID) -> Asked:
    tenant: Tenant = tenant_seen_by(asker(request), tenant_id, act=Act.SEE_REPORTS)
    span = span_called(request.GET.get("span", ""))
    return Asked(tenant, span, clock.now().date(), look_at(users_in(tenant)))
