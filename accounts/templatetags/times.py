"""How long ago something was, told by the clock it was written by."""

from __future__ import annotations

from datetime import datetime

from django.template import Library
from django.utils.timesince import timesince

from accounts import clock

register = Library()


@register.filter
def since(at: datetime) -> str:
    """Return how long ago that was, in words."""
    return timesince(at, clock.now())
