"""What all endpoints have in common: an organisation that is in use, a method that is taken, an answer for programs."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any

from authlib.oauth2 import OAuth2Error
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from accounts.refusals import TooManyTries
from accounts.statements.composing import composed_once, first
from accounts.tenants.models import Tenant
from idp.errors import note
from idp.oidc.binding.shown import give_nonce

Endpoint = Callable[[HttpRequest, Tenant], HttpResponse]
# What a page of another origin may send along; it is never shown a cookie of ours, and sends none.
MAY_BE_SENT = "Authorization, Content-Type, DPoP"
MAY_BE_READ = "DPoP-Nonce, WWW-Authenticate"
PREFLIGHT_SECONDS = 3600


def tenant_here(slug: str) -> Tenant:
    """Return the organisation with this short name; one that is out of use is not there, as one that never was."""
    tenant = first(_in_use(slug))
    if tenant is None:
        raise Http404
    return tenant


@composed_once
def _in_use(slug: str, /) -> QuerySet[Tenant]:
    return Tenant.objects.select_related("policy").filter(slug=slug, is_active=True).order_by()


def endpoint(*methods: str, is_for_pages: bool = False) -> Callable[[Endpoint], Callable[..., HttpResponse]]:
    """An address for programs, by these methods alone; `is_for_pages`: scripts of any origin may read the answer.

    None of them looks at a cookie, so no other site does anything in somebody's name here.
    """

    def made(answer: Endpoint) -> Callable[..., HttpResponse]:
        @csrf_exempt
        @functools.wraps(answer)
        def view(request: HttpRequest, slug: str) -> HttpResponse:
            if request.method == "OPTIONS" and is_for_pages:
                response = _preflight(methods)
            else:
                tenant = tenant_here(slug)
                is_taken = request.method in methods
                response = _answer(answer, request, tenant) if is_taken else _not_taken(methods)
            give_nonce(request, response)
            if is_for_pages:
                response["Access-Control-Allow-Origin"] = "*"
                response["Access-Control-Expose-Headers"] = MAY_BE_READ
                response["Cross-Origin-Resource-Policy"] = "cross-origin"
            return response

        return view

    return made


def _answer(answer: Endpoint, request: HttpRequest, tenant: Tenant) -> HttpResponse:
    try:
        return answer(request, tenant)
    except OAuth2Error as error:
        return refused(error)
    except TooManyTries as refusal:
        note(refusal, request.path)
        said = {
            "error": "temporarily_unavailable",
            "error_description": "Too many wrong tries. Wait a little.",
        }
        return json_answer(said, status=429, headers={"Retry-After": str(refusal.retry_after_seconds)})


def _not_taken(methods: tuple[str, ...]) -> HttpResponse:
    allowed = ", ".join(methods)
    said = {"error": "invalid_request", "error_description": f"this address takes {allowed}"}
    return json_answer(said, status=405, headers={"Allow": allowed})


def refused(error: OAuth2Error) -> JsonResponse:
    """The error as RFC 6749, section 5.2, has it."""
    status, body, headers = error()
    return json_answer(body, status=status, headers=dict(headers))


def json_answer(
    said: Any, *, status: int = 200, headers: Mapping[str, str] | None = None, kept_seconds: int = 0
) -> JsonResponse:
    """JSON that no cache keeps, unless it says for how long it may."""
    response = JsonResponse(said, status=status)
    for name, value in (headers or {}).items():
        response[name] = value
    response["Cache-Control"] = f"public, max-age={kept_seconds}" if kept_seconds else "no-store"
    return response


def _preflight(methods: tuple[str, ...]) -> HttpResponse:
    return HttpResponse(
        status=204,
        headers={
            "Access-Control-Allow-Methods": ", ".join(methods),
            "Access-Control-Allow-Headers": MAY_BE_SENT,
            "Access-Control-Max-Age": str(PREFLIGHT_SECONDS),
        },
    )
