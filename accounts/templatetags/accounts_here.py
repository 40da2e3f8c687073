"""Whether others are signed in to this browser beside who is at hand, asked in a template of every page."""

from __future__ import annotations

from django.http import HttpRequest
from django.template import Library

from accounts.signin.browser.several import PARKED_COOKIE

register = Library()


@register.filter
def may_hold_others(request: HttpRequest | None) -> bool:
    """Does the browser say so? Nobody is looked up for it."""
    return request is not None and bool(PARKED_COOKIE.read(request))
