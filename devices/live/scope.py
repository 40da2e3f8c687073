"""What a socket's opening says, seen as a page's request: the same rules then hold for both."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, parse_cookie

from accounts.sessions.store import SessionStore


def cookies_of(scope: dict[str, Any]) -> dict[str, str]:
    """The cookies that came with it, as a page has them."""
    lines = [value.decode("latin-1") for name, value in scope["headers"] if name == b"cookie"]
    return dict(parse_cookie("; ".join(lines)))


def as_request(cookies: dict[str, str]) -> HttpRequest:
    """What of the opening handshake the rules for pages look at."""
    request = HttpRequest()
    request.session = SessionStore(cookies.get(settings.SESSION_COOKIE_NAME))
    request.COOKIES = cookies
    return request


def as_asked_from(scope: dict[str, Any]) -> HttpRequest:
    """What says where it comes from."""
    request = HttpRequest()
    request.META["REMOTE_ADDR"] = (scope.get("client") or ("",))[0]
    forwarded = [value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for"]
    if forwarded:
        request.META["HTTP_X_FORWARDED_FOR"] = ",".join(forwarded)
    return request
