"""Leads a browser on, by what it holds when it asks: to its next step, or to where its sign-in led."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.signin import flow


def go_on(request: HttpRequest) -> HttpResponse:
    return redirect(flow.where_now(request))
