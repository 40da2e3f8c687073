"""Back from a page that shows a secret once leads to the list of what was made, not to the form that made it.

The page answers the form that was sent, so the form is what stands before it: opened anew it would be filled in
once more, for something that is there already. Whoever goes on to the list may make another.
"""

from __future__ import annotations

from django.http import HttpRequest

KEY = "shown_once_at"


def note(request: HttpRequest) -> None:
    """What the form at this address asked for is made, and its secret is being shown."""
    request.session[KEY] = request.path


def comes_back(request: HttpRequest) -> bool:
    """Is the form opened again by whoever just sent it, and has seen nothing since that leads to it? Said once."""
    return request.method == "GET" and request.session.pop(KEY, "") == request.path


def go_on(request: HttpRequest) -> None:
    """The list is open: from here the form is opened to make another."""
    request.session.pop(KEY, None)
