"""What a socket's opening says, seen as a page's request: the same rules then hold for both."""

from typing import Any

from django.http import HttpRequest


def as_request(scope: dict[str, Any]) -> HttpRequest:
    """What of the opening handshake the rules for pages look at."""
    request = HttpRequest()
    request.session = scope["session"]
    request.COOKIES = scope["cookies"]
    return request


def as_asked_from(scope: dict[str, Any]) -> HttpRequest:
    """What says where it comes from."""
    request = HttpRequest()
    request.META["REMOTE_ADDR"] = (scope.get("client") or ("",))[0]
    forwarded = [value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for"]
    if forwarded:
        request.META["HTTP_X_FORWARDED_FOR"] = ",".join(forwarded)
    return request
