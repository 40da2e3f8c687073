"""A page that shows a secret once: Back from it leads to the list of what was made, and loading it anew makes no other.

The page answers the form that was sent, so the form is what stands before it: opened anew it would be filled in
once more, for something that is there already. Whoever goes on to the list may make another. Loaded anew, the page
sends its very form again, which is known by its CSRF token: each form has one of its own.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.secrets import digest_of

KEY = "shown_once_at"
FORM = "shown_once_form"


def note(request: HttpRequest) -> None:
    """What the form at this address asked for is made, and its secret is being shown."""
    request.session[KEY] = request.path
    request.session[FORM] = _form(request)


def comes_back(request: HttpRequest) -> bool:
    """Is the form opened again, or sent again, by whoever just sent it? Opened again, it is said once."""
    if request.method == "GET":
        return bool(request.session.pop(KEY, "") == request.path)
    if not _form(request) or request.session.get(FORM) != _form(request):
        return False
    messages.info(request, _("It was done already, and not once more. What was shown is not shown again."))
    return True


def go_on(request: HttpRequest) -> None:
    """The list is open: from here the form is opened to make another."""
    request.session.pop(KEY, None)


def _form(request: HttpRequest) -> str:
    """By what this form is known, and no other."""
    token = request.POST.get("csrfmiddlewaretoken", "")
    return digest_of(token) if token else ""
