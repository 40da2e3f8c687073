"""Leads a browser on, by what it holds when it asks: to its next step, or to where its sign-in led."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.signin.road import arriving
from accounts.signin.road.whose import current

# How often a tab that was overtaken lets the other one have a second more for its answer.
MOST_WAITS = 5


def go_on(request: HttpRequest) -> HttpResponse:
    """A tab that was overtaken waits for the other: led back to its step too early, it would show one long done.

    Raises SignInIsOver where it has waited, and nothing is under way and nobody signed in.
    """
    written = request.GET.get("waited", "")
    if written and not arriving.has_arrived(request):
        current(request)
        if written in map(str, range(1, MOST_WAITS)):
            return arriving.overtaken(request, waited=int(written))
    return redirect(arriving.where_now(request))
