"""Another language: Django's own view; whoever is signed in has chosen it wherever they sign in.

What is written in the form beside it comes along.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.i18n import set_language

from accounts.signin import proven
from accounts.signin.pages.identify import bring_along
from accounts.signin.wish import keep_typed
from accounts.users.services import speak


def language(request: HttpRequest) -> HttpResponse:
    """Remember the language that was chosen, and lead back to the page with what was written there."""
    response: HttpResponse = set_language(request)
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES) and proven.load(request) is not None:
        speak(proven.signed_in_user(request), language=chosen)
    if request.method == "POST" and "typed" in request.GET:
        led_to = urlsplit(response.headers.get("Location", "")).path
        if led_to == reverse("signin:identify"):
            bring_along(request, response)
        elif proven.load(request) is not None:
            keep_typed(request, path=led_to)
    return response
