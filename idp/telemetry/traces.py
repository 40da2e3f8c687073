"""What a page took, part by part, told to whoever collects traces (OpenTelemetry), where a setting says so.

A span for each page and each statement, named by what our code calls them; no address, no value and no name of a
person is in them (I10). The sign-in they belong to stands there by its mark: from the browser's first page to the
phone's answer. The libraries are installed by whoever wants traces (docs/operate.md), and cost nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string

from accounts.telemetry.marks import sign_in_at_hand

if TYPE_CHECKING:
    from opentelemetry.trace import Span, Tracer

LONGEST_STATEMENT = 1000


class Traced:
    """A page that is traced, or is not."""

    def __init__(self, span: Span | None = None) -> None:
        self._span = span

    def name(self, name: str, *, method: str, status: int) -> None:
        """What it was, known once it is answered."""
        if self._span is None:
            return
        self._span.update_name(name)
        self._span.set_attributes({"http.request.method": method, "http.response.status_code": status})
        if mark := sign_in_at_hand():
            self._span.set_attribute("handslag.sign_in", mark)


@contextmanager
def span() -> Iterator[Traced]:
    """Around a page."""
    tracer = _tracer()
    if tracer is None:
        yield Traced()
        return
    with tracer.start_as_current_span("page") as began, connection.execute_wrapper(_Statements(tracer)):
        yield Traced(began)


class _Statements:
    """A span around each statement, with what our code wrote and none of its values."""

    def __init__(self, tracer: Tracer) -> None:
        self.tracer = tracer

    def __call__(self, execute: Callable[..., Any], sql: str, *asked: Any) -> Any:
        words = str(sql)[:LONGEST_STATEMENT]
        with self.tracer.start_as_current_span(words.split(" ", 1)[0] or "statement") as began:
            began.set_attributes({"db.system.name": connection.vendor, "db.query.text": words})
            return execute(sql, *asked)


def _tracer() -> Tracer | None:
    if not settings.TRACES_TO:
        return None
    tracer: Tracer = import_string("idp.telemetry.otel.tracer")()
    return tracer
