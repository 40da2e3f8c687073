"""How often a screen may ask whether somebody has answered (RFC 8628, section 3.5), by the database's clock."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import DateTimeField, DurationField, ExpressionWrapper, F
from django.db.models.functions import Now

from idp.oidc.screens.models import ScreenRequest

SLOWER_BY = timedelta(seconds=5)
# Two calls that were sent five seconds apart come a little closer now and then.
EARLY = timedelta(seconds=1)


def is_in_time(row: ScreenRequest) -> bool:
    """Does this call come when the screen was told to ask? From one that does not on it is to ask more seldom."""
    rows = ScreenRequest.objects.filter(pk=row.pk)
    if rows.filter(ask_after__lte=Now()).update(ask_after=_in(timedelta())):
        return True
    rows.update(pace=ExpressionWrapper(F("pace") + SLOWER_BY, DurationField()), ask_after=_in(SLOWER_BY))
    return False


def _in(more: timedelta) -> ExpressionWrapper[Any]:
    """As long from now as this screen waits, and so much more."""
    return ExpressionWrapper(Now() + F("pace") + (more - EARLY), DateTimeField())
