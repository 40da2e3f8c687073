"""What each page took, and where what it logs belongs: around Django's own handler, once."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from accounts.telemetry.marks import about_nothing
from accounts.telemetry.measures import NamedInCode, Timed
from idp.telemetry.statements import watched
from idp.telemetry.traces import span

PAGES = Timed(
    "handslag_page_seconds",
    "Pages and calls, by the part of the program that answers them.",
    part=NamedInCode(),
    status=["1xx", "2xx", "3xx", "4xx", "5xx"],
)
NOWHERE = "none"
log = logging.getLogger("handslag.pages")


def seen(request: HttpRequest, answer_of: Callable[[HttpRequest], Any]) -> Any:
    """Answer the request, and note what that took."""
    about_nothing()
    began = time.perf_counter()
    with span() as traced, watched():
        answer = answer_of(request)
        part, name = _where(request)
        seconds = time.perf_counter() - began
        traced.name(name, method=request.method or "", status=answer.status_code)
    PAGES.took(seconds, part=part, status=f"{answer.status_code // 100}xx")
    if settings.LOG_PAGES:
        log.info("%s %s %d in %d ms", request.method, name, answer.status_code, round(seconds * 1000))
    return answer


def _where(request: HttpRequest) -> tuple[str, str]:
    """The part that answered, as accounts.signin, and the name of the address: never the address itself (I10)."""
    match = request.resolver_match
    if match is None:
        return NOWHERE, NOWHERE
    part = ".".join(match.func.__module__.split(".")[:2])
    return part, match.view_name or part
