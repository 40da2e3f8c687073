"""What was asked for of a log as a file: made in parts while it is read, a row of the audit log for each."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import clock
from accounts.audit.log import record
from accounts.audit.own_events import EXPORTED
from accounts.jobs import cells
from accounts.refusals import Refusal
from accounts.tenants.models import Tenant
from accounts.users.roles import Act, may
from idp.portal.frame import frame
from idp.portal.gate import asker, read_anew, still_lets_in
from idp.portal.logs.counting import Many
from idp.portal.logs.filters import Part

ROWS_AT_MOST = 1_000_000
ROWS_AT_ONCE = 1000
# A reader may be slow, and few files are made at a time.
MADE_WITHIN = timedelta(hours=1)
FORMATS = {"csv": "text/csv", "jsonl": "application/jsonl"}
BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"

Row = Mapping[str, Any]


def export_page(
    request: HttpRequest,
    *,
    many: Many,
    chosen: list[Part],
    back: str,
    template: str = "idp/portal/logs/export.html",
) -> HttpResponse:
    """Says what will come, and asks for the format."""
    context = {
        **frame(request),
        "many": many,
        "chosen": chosen,
        "back": back,
        "most": number_format(ROWS_AT_MOST, force_grouping=True),
    }
    return render(request, template, context)


def export(
    request: HttpRequest,
    *,
    log: str,
    tenant: Tenant | None,
    chosen: list[Part],
    fields: tuple[str, ...],
    rows: Callable[[], Iterator[Row]],
    act: Act = Act.EXPORT_LOG,
    in_cell: Callable[[Any], Any] = lambda value: value,
) -> HttpResponseBase:
    """The file, as the button said; the log says who took what.

    `act` is what whoever asks must be allowed until the last row; `in_cell` is a value as a table has it.
    """
    written_as = request.POST.get("format", "")
    if written_as not in FORMATS:
        return HttpResponse(_("Choose a table or JSON lines."), status=400, content_type="text/plain")
    asked_for = [f"{part.name}: {part.value}" for part in chosen]
    record(EXPORTED, tenant=tenant, actor=asker(request), log=log, format=written_as, asked_for=asked_for)
    theirs = _while_theirs(rows(), request, act=act)
    made = _as_csv(fields, theirs, in_cell) if written_as == "csv" else _as_lines(theirs)
    name = f"{log}-{clock.now():%Y-%m-%d-%H%M}.{written_as}"
    answer = StreamingHttpResponse(made, content_type=f"{FORMATS[written_as]}; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


class NoLongerTheirs(Refusal):
    """The file stays unfinished, and its reader's connection is cut: nobody takes it for whole."""

    code = "no_longer_theirs"
    public_text = gettext_lazy("This file was not finished. Ask for less, or ask for it again.")


def _while_theirs(rows: Iterator[Row], request: HttpRequest, *, act: Act) -> Iterator[Row]:
    """The rows, for as long as whoever asked may have them (T37), and no longer than a file may take."""
    until = clock.now() + MADE_WITHIN
    for number, row in enumerate(rows, start=1):
        if number % ROWS_AT_ONCE == 0 and not (clock.now() < until and _is_still_let_in(request, act)):
            raise NoLongerTheirs(f"{asker(request).username} is too slow, or may have it no more")
        yield row


def _is_still_let_in(request: HttpRequest, act: Act) -> bool:
    now = read_anew(request)
    return still_lets_in(now) and may(asker(now), act)


def _as_csv(fields: tuple[str, ...], rows: Iterator[Row], in_cell: Callable[[Any], Any]) -> Iterator[str]:
    held = io.StringIO()
    writer = csv.writer(held)
    held.write(BYTE_ORDER_MARK)
    writer.writerow(fields)
    for row in rows:
        writer.writerow([harmless(in_cell(row[name])) for name in fields])
        if held.tell() > ROWS_AT_ONCE * 64:
            yield _emptied(held)
    yield _emptied(held)


def _emptied(held: io.StringIO) -> str:
    text = held.getvalue()
    held.seek(0)
    held.truncate()
    return text


def _as_lines(rows: Iterator[Row]) -> Iterator[str]:
    for row in rows:
        yield json.dumps(row, ensure_ascii=False, default=str) + "\n"


def harmless(value: Any) -> str:
    """A cell that no table program takes for a formula: browsers and people write some of what stands in a log."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return cells.harmless(text)
