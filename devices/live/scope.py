"""What a socket's opening says, seen as a page's request: the same rules then hold for both."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, parse_cookie

from accounts.sessions.store import SessionStore
from accounts.users.places import address_behind


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


def address_in(scope: dict[str, Any]) -> str:
    """Where it comes from, as `client_address` tells of a page's."""
    forwarded = [value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for"]
    return address_behind((scope.get("client") or ("",))[0], ",".join(forwarded))
