"""One file: how far it is, what came of each row, and what to do next."""

from __future__ import annotations

import csv
import io
import uuid
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.jobs.cells import harmless
from accounts.jobs.findings import Verdict
from accounts.jobs.kinds import Kind, kind_called
from accounts.jobs.models import Job
from accounts.jobs.reading import Found, page_of, refused_of
from accounts.jobs.services import cancel, confirm
from accounts.refusals import Refusal
from accounts.users.roles import may
from idp.portal.frame import frame
from idp.portal.gate import asker

# What came of a row in words: before it is carried out, and after.
SHOWN = {
    Verdict.ADD: gettext_lazy("will be added"),
    Verdict.CHANGE: gettext_lazy("will be changed"),
    Verdict.SAME: gettext_lazy("stays as it is"),
    Verdict.REFUSED: gettext_lazy("refused"),
}
DONE = {
    Verdict.ADD: gettext_lazy("added"),
    Verdict.CHANGE: gettext_lazy("changed"),
    Verdict.SAME: gettext_lazy("stayed as it was"),
    Verdict.REFUSED: gettext_lazy("refused"),
}


def import_page(request: HttpRequest, job_id: uuid.UUID) -> HttpResponse:
    """GET shows it; POST carries out what was shown, or cancels."""
    job, kind = _job_seen_by(request, job_id)
    if request.method == "POST":
        return _act(request, job)
    words = SHOWN if job.state == Job.State.LOOKED else DONE
    wanted = request.GET.get("rows", "")
    verdict = Verdict(wanted) if wanted in set(Verdict) else None
    page = None if job.is_under_way else page_of(job, verdict=verdict, after=_line(request))
    context: dict[str, Any] = {
        **frame(request),
        "job": job,
        "kind": kind,
        "is_askers": job.asker == asker(request),
        "counts": [(one.value, words[one], job.counts.get(one.value, 0)) for one in Verdict],
        "refused": job.counts.get(Verdict.REFUSED.value, 0),
        "to_do": sum(job.counts.get(one.value, 0) for one in (Verdict.ADD, Verdict.CHANGE)),
        "wanted": wanted if verdict else "",
        "rows": [(kind.called(one.row), words[one.finding.verdict], one) for one in page.rows]
        if page
        else [],
        "after": page.after if page else 0,
        "progress": _progress(job),
    }
    return render(request, "idp/portal/imports/import.html", context)


def progress(request: HttpRequest, job_id: uuid.UUID) -> JsonResponse:
    """How far it is, for the page that waits."""
    job, _kind = _job_seen_by(request, job_id)
    return JsonResponse({"is_under_way": job.is_under_way, "stage": job.state, **_progress(job)})


def refused_rows(request: HttpRequest, job_id: uuid.UUID) -> StreamingHttpResponse:
    """The rows that are refused, as a file to mend and send again, with a column that says why."""
    job, kind = _job_seen_by(request, job_id)
    answer = StreamingHttpResponse(_as_csv(kind, refused_of(job)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="refused.csv"'
    return answer


def _job_seen_by(request: HttpRequest, job_id: uuid.UUID) -> tuple[Job, Kind]:
    """The job, if the asker may do what it does where it does it; otherwise there is none (T23)."""
    job = Job.objects.filter(pk=job_id).select_related("tenant", "asker").first()
    kind = kind_called(job.kind) if job is not None else None
    if job is None or kind is None or not may(asker(request), kind.act, on=job.tenant):
        raise Http404
    return job, kind


def _act(request: HttpRequest, job: Job) -> HttpResponse:
    """As the button said. Only whoever sent the file is shown what it does, and answers for it."""
    try:
        if "cancel" in request.POST:
            cancel(job, actor=asker(request))
            messages.success(request, _("Cancelled. What was done already stays done."))
        elif "confirmed" in request.POST:
            if job.asker != asker(request):
                raise PermissionDenied
            confirm(job, actor=asker(request))
    except Refusal as refusal:
        messages.warning(request, str(refusal.public_text))
    return redirect("admin:import", job.pk)


def _line(request: HttpRequest) -> int:
    written = request.GET.get("after", "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else 0


def _progress(job: Job) -> dict[str, Any]:
    percent = 100 * job.parts_done // max(1, job.parts_count)
    return {
        "percent": percent,
        "words": _("%(percent)d %% of %(rows)d rows") % {"percent": percent, "rows": job.rows},
    }


def _as_csv(kind: Kind, found: Iterator[Found]) -> Iterator[str]:
    """A file that can be sent again as it is, mended: what would be a formula is none."""
    line = io.StringIO()
    writer = csv.writer(line)
    writer.writerow([*kind.columns, "why"])
    yield "\ufeff" + _emptied(line)
    for one in found:
        row = kind.kept(one.row)
        cells = [*(row.cells.get(column, "") for column in kind.columns), one.finding.why]
        writer.writerow([harmless(cell) for cell in cells])
        yield _emptied(line)


def _emptied(line: io.StringIO) -> str:
    text = line.getvalue()
    line.seek(0)
    line.truncate()
    return text
