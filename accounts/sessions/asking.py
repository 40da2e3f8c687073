"""Says of each request from where it comes, so that people are told it of what happened to them (D07)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from accounts.audit.origin import coming_from
from accounts.users.browsers import asking_browser
from accounts.users.places import client_address


class AskedFromMiddleware:
    """Costs nothing until an event is recorded of which its person is told."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with coming_from(partial(_origin, request)):
            return self.get_response(request)


def _origin(request: HttpRequest, subject: UUID | None) -> dict[str, str]:
    said = {
        "address": client_address(request),
        "browser": asking_browser(request).label,
        "through": "session" if subject in _signed_in(request) else "",
    }
    return {name: value for name, value in said.items() if value}


def _signed_in(request: HttpRequest) -> tuple[UUID, ...]:
    """Whose session it is. Of a call of a phone there is nobody, not even a stranger."""
    return (request.user.pk,) if request.user is not None and request.user.is_authenticated else ()
