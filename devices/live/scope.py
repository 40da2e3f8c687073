"""A socket's session and cookies, seen as those of a page: the same rules then hold for both."""

from typing import Any

from django.http import HttpRequest


def as_request(scope: dict[str, Any]) -> HttpRequest:
    """What of the opening handshake the rules for pages look at."""
    request = HttpRequest()
    request.session = scope["session"]
    request.COOKIES = scope["cookies"]
    return request
