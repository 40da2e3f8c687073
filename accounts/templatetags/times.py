"""When something was, in the zone of the reader; and how long ago, told by the clock it was written by."""

from __future__ import annotations

from datetime import datetime

from django.template import Library
from django.utils.timesince import timesince

from accounts import clock, time_zones

register = Library()


@register.filter
def since(at: datetime) -> str:
    """Return how long ago that was, in words."""
    return timesince(at, clock.now())


@register.filter
def exactly(at: datetime) -> str:
    """Return the moment as the reader's clock shows it, and what that is called: UTC where they chose no zone."""
    return time_zones.written(at)
