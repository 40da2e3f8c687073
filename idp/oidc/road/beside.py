"""Beside an address at which something is asked: where the form of that page goes, and back from there.

The question stays in the address, so whatever is answered is looked at anew.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect


def beside(request: HttpRequest, step: str) -> str:
    """Return the address of this step of the request at hand, with all that it asks."""
    return f"{request.path}{step}?{request.META.get('QUERY_STRING', '')}"


def lead_back(request: HttpRequest, step: str) -> HttpResponse:
    """Lead from this step to the request itself, which asks."""
    path = request.path.removesuffix(step)
    return HttpResponseRedirect(f"{path}?{request.META.get('QUERY_STRING', '')}", status=303)
