"""The first page: what this is, and the ways on from here; for the demo, who to be."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from idp.demo import PASSWORD, people


def home(request: HttpRequest) -> HttpResponse:
    shown = (
        [{"username": p.username, "password": PASSWORD, "what": p.what} for p in people()]
        if settings.DEMO
        else []
    )
    return render(request, "idp/home.html", {"demo": settings.DEMO, "people": shown})
