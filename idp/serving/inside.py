"""The same pages at addresses inside the phone app, so that an installed app need not be left to sign in (B13).

A web app on a home screen keeps what lies below its own address; whatever else it opens is shown in a window of another
kind, on an iPhone perhaps with other cookies. So what signing in needs is also found below `/authenticator/web/`.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirect
from django.urls import get_script_prefix, set_script_prefix

APP = "/authenticator/"
INSIDE = "/authenticator/web"
# What a person may need on the way. The device API, the portal and files have one address each.
OPEN = (
    "/sign-in/",
    "/sign-out/",
    "/signed-in/",
    "/sign-up/",
    "/accounts/",
    "/security-info/",
    "/language/",
    "/help/",
)


class InsideTheAppMiddleware:
    """Makes a page below `INSIDE` as the one without; every address in it leads there again (SCRIPT_NAME, RFC 3875)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        page = request.path_info.removeprefix(INSIDE)
        if page == request.path_info or not (page == "/" or page.startswith((APP, *OPEN))):
            return self.get_response(request)
        if page == "/" or page.startswith(APP):
            # What is after # goes along.
            return HttpResponseRedirect(APP)
        request.path_info = page
        before = get_script_prefix()
        set_script_prefix(f"{INSIDE}/")
        try:
            return self.get_response(request)
        finally:
            set_script_prefix(before)
