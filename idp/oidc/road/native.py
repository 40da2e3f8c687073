"""Nobody is led back to a program of a machine unasked: a button of ours is pressed for each of its requests.

Which application asks is not known of one without a secret on somebody's own machine, be it a native one or a page
that is served there: any program can ask in its name and listen at its address, and would be answered for a session
that is at hand (RFC 8252, section 8.6). The question says so, and its answer is for that request alone: nothing is
remembered that a program could wait for.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from idp.oidc.applications.models import Application
from idp.oidc.asking.errors import ACCESS_DENIED, CannotAsk
from idp.oidc.road.beside import beside

GO_ON = "/go-on"


def is_anybodys(application: Application, redirect_uri: str) -> bool:
    """May any program of the machine be answered there? At https:// nobody is but whoever has that host."""
    return application.is_public and not redirect_uri.startswith("https://")


def ask(request: HttpRequest, application: Application) -> HttpResponse:
    """Show the question; its form goes beside the address at which it was asked."""
    context = {"application": application, "answer": beside(request, GO_ON)}
    return render(request, "idp/oidc/native.html", context)


def has_gone_on(request: HttpRequest) -> bool:
    """Was the button pressed? No other form comes this far. Raises CannotAsk where it was the other one."""
    if request.method != "POST":
        return False
    if request.POST.get("answer") != "go_on":
        raise CannotAsk(ACCESS_DENIED, "the person did not open this application")
    return True
