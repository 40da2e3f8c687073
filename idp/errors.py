"""The one place where a refusal becomes an answer: a page for people, problem+json (RFC 9457) for programs."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib.sessions.exceptions import SessionInterrupted
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions
from rest_framework.response import Response

from accounts.incidents import DATABASE, is_database_away, tell_refused
from accounts.refusals import NoSignInUnderWay, Refusal, SignInIsOver, TooManyTries
from accounts.security_info.account.changing_name import AccountLookedAfterByOthers
from accounts.signin import unfinished
from accounts.signin.offers import NotAskedFor
from accounts.signin.pages.at_once import MARK
from accounts.signin.road.arriving import has_arrived
from accounts.signin.road.looking_after import WaysLookedAfterByOthers
from idp import stale

PROBLEM = "application/problem+json"
Answer = TypeVar("Answer", bound=HttpResponse)
DEVICE_API = "/device-api/"
MANAGEMENT_API = "/management-api/"
AGAIN_AFTER_SECONDS = 5
# Fields in which nobody types: whoever opens the page anew has them again.
BROUGHT_BY_PAGES = frozenset({"csrfmiddlewaretoken", "return_to", "next", "wish", MARK})
STATUS_CODES = {
    400: "malformed",
    401: "proof_missing",
    403: "refused",
    404: "not_found",
    405: "method_not_allowed",
    406: "malformed",
    415: "malformed",
    429: "too_many_tries",
    503: "unavailable",
}


class Unavailable(Refusal):
    """What we depend on is away, or busy for too long."""

    code = "unavailable"
    public_text = gettext_lazy("Handslag cannot answer just now. Wait a moment, then try again.")
    status = 503
    retry_after_seconds = AGAIN_AFTER_SECONDS


class RefusalMiddleware:
    """Turns a refusal raised by a page into a page that says what happened and what to do next."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, refused: Exception) -> HttpResponse | None:
        if not isinstance(refused, Refusal):
            return None
        note(refused, request.path)
        if isinstance(refused, SignInIsOver) and has_arrived(request):
            return stale.leads_on(request)
        context = {
            "heading": refused.heading,
            "refusal_text": refused.public_text,
            **_way_on(request, refused),
        }
        page = render(request, "idp/refusal.html", context, status=refused.status)
        for name, value in _retry_after(refused).items():
            page[name] = value
        return _told(page)


def _way_on(request: HttpRequest, refused: Refusal) -> dict[str, str]:
    """The button of the page: on with the sign-in, from its beginning, or to the first page."""
    if isinstance(refused, NotAskedFor):
        return {"next_url": reverse("signin:go_on"), "next_label": _("Go on")}
    if isinstance(refused, TooManyTries) and unfinished.load(request) is not None:
        return {"next_url": reverse("signin:choose_method"), "next_label": _("Use another way")}
    if isinstance(refused, NoSignInUnderWay) or request.path_info.startswith("/sign-in/"):
        return {"next_url": reverse("signin:identify"), "next_label": _("Start again")}
    if isinstance(refused, WaysLookedAfterByOthers):
        return {"next_url": reverse("security_info:methods"), "next_label": _("Back to Security info")}
    if isinstance(refused, AccountLookedAfterByOthers):
        return {"next_url": reverse("security_info:account"), "next_label": _("Back to My account")}
    return {"next_url": reverse("home"), "next_label": _("Go to the first page")}


def problem_json(refused: Exception, context: dict[str, Any]) -> Response | None:
    """The exception handler of both APIs: a refusal as problem+json with a stable code; None: a fault."""
    request = context["request"]
    if isinstance(refused, Refusal):
        note(refused, request.path)
        return _told(_problem(refused.status, refused.code, str(refused.public_text), _retry_after(refused)))
    if is_database_away(refused):
        DATABASE.goes_on(refused)
        away = Unavailable()
        return _told(_problem(away.status, away.code, str(away.public_text), _retry_after(away)))
    if isinstance(refused, Http404):
        refused = exceptions.NotFound()
    if isinstance(refused, PermissionDenied):
        refused = exceptions.PermissionDenied()
    if isinstance(refused, exceptions.APIException):
        status = refused.status_code
        return _problem(status, STATUS_CODES.get(status, "refused"), _("This message could not be read."))
    return None


def is_for_phones(path: str) -> bool:
    return path.startswith(DEVICE_API)


def is_for_programs(path: str) -> bool:
    """Is whatever is answered there read by a program: a phone's app, or a script (idp/rest)?"""
    return path.startswith((DEVICE_API, MANAGEMENT_API))


def _retry_after(refused: Refusal) -> dict[str, str]:
    """RFC 9110, section 10.2.3: when trying again makes sense."""
    seconds = refused.retry_after_seconds
    return {} if seconds is None else {"Retry-After": str(seconds)}


def _problem(status: int, code: str, text: str, headers: dict[str, str] | None = None) -> Response:
    body = problem(status, code, text)
    return Response(body, status=status, headers=headers, content_type=PROBLEM)


def problem(status: int, code: str, text: str) -> dict[str, str | int]:
    """What went wrong, for a program (RFC 9457)."""
    return {
        "type": "about:blank",
        "title": code.replace("_", " "),
        "status": status,
        "code": code,
        "detail": text,
    }


def note(refused: Refusal, path: str) -> None:
    """The detail goes to the log, and only there."""
    tell_refused(f"refused {refused.code}", path.partition("/one-time/")[0], refused.detail)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if not isinstance(exception, SessionInterrupted):
        return render(request, "idp/400.html", status=400)
    # The session was ended while this page was made.
    ended = NoSignInUnderWay(str(exception))
    context = {"heading": ended.heading, "refusal_text": ended.public_text, **_way_on(request, ended)}
    return render(request, "idp/refusal.html", context, status=ended.status)


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  Django's signature
    return render(request, "idp/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  Django's signature
    return render(request, "idp/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Our fault; unless what we depend on is away. Django calls this while the exception is being handled."""
    why = sys.exception()
    if why is not None and is_database_away(why):
        DATABASE.goes_on(why)
        return unavailable(request)
    return render(request, "idp/500.html", status=500)


def unavailable(request: HttpRequest) -> HttpResponse:
    """Come back in a moment. A page that holds nothing somebody typed comes back by itself."""
    away = Unavailable()
    if is_for_programs(request.path):
        body = problem(away.status, away.code, str(away.public_text))
        answer: HttpResponse = JsonResponse(body, content_type=PROBLEM)
    else:
        context = {
            "address": request.get_full_path(),
            "typed": _holds_typed(request),
            "seconds": AGAIN_AFTER_SECONDS,
        }
        answer = HttpResponse(render_to_string("idp/503.html", context))
    answer.status_code = away.status
    for name, value in _retry_after(away).items():
        answer[name] = value
    return _told(answer)


def _holds_typed(request: HttpRequest) -> bool:
    """Did somebody write something in the form that was sent?"""
    try:
        return not request.POST.keys() <= BROUGHT_BY_PAGES
    except SuspiciousOperation:
        return True  # more fields than any form of ours


def _told(answer: Answer) -> Answer:
    """It has its line in the log: Django need not write one too, and of an incident a traceback with it."""
    answer._has_been_logged = True  # type: ignore[attr-defined]
    return answer
