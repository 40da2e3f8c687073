"""Answers a form with the page that it leads to, where the browser can take it so: a redirect is a round trip more.

The page is the one that the redirect would fetch: its own view makes it, and looks at everything as if it were opened.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from copy import copy
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import ResolverMatch, get_script_prefix, resolve

from accounts.incidents import DATABASE, is_database_away
from accounts.methods import registry
from accounts.refusals import Refusal

# Added to a form by accounts/at_once.js, which gives the page that comes its own address.
MARK = "at_once"
log = logging.getLogger("handslag.signin")


def at_once(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Where this view leads to the page of a way in, that page is the answer, if the form asks for it."""

    @wraps(view)
    def answered(request: HttpRequest) -> HttpResponse:
        response = view(request)
        if isinstance(response, HttpResponseRedirect) and MARK in request.POST:
            return _page_of(request, response) or response
        return response

    return answered


def _page_of(request: HttpRequest, led: HttpResponseRedirect) -> HttpResponse | None:
    """The page that this redirect leads to; None where only the browser goes there, or would not be shown it."""
    path = "/" + led.url.removeprefix(get_script_prefix())
    found = _way_at(path)
    if found is None:
        return None
    opened = _opened(request, led, path, found)
    try:
        page: HttpResponse = found.func(opened)
    except Refusal:
        return None
    except Exception as why:  # the step was taken: what is wrong is said where the page is opened
        if is_database_away(why):
            DATABASE.goes_on(why)
        else:
            log.exception("a page that was to come at once failed: %s", path)
        return None
    finally:
        # What has drawn the page holds it a while longer: not with all that was sent.
        vars(opened).clear()
    for name, morsel in led.cookies.items():
        page.cookies.setdefault(name, morsel)
    return page


def _way_at(path: str) -> ResolverMatch | None:
    """The page of a way in at this address: nothing else is answered for another address."""
    try:
        found = resolve(path)
    except Http404:
        return None
    return found if any(found.view_name == method.page for method in registry.in_order()) else None


def _opened(request: HttpRequest, led: HttpResponseRedirect, path: str, found: ResolverMatch) -> HttpRequest:
    """The request by which this browser would open that page, with the cookies that it is given here."""
    page = copy(request)
    # META stays one for both: a CSRF value that the page asks for is noted there, and goes out as this answer's cookie.
    page.method, page.path, page.path_info, page.resolver_match = "GET", led.url, path, found
    page.GET = page.POST = QueryDict()
    page.META["QUERY_STRING"] = ""
    page.COOKIES = request.COOKIES | {name: morsel.value for name, morsel in led.cookies.items()}
    return page
