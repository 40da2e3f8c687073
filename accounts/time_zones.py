"""Time zones, by their names in the IANA database: which there are, and what a moment is called in one."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.utils import timezone

# Where people live; other names of the database are older ones, or of no place.
REGIONS = (
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)


@cache
def zones() -> tuple[str, ...]:
    """Return the names one can choose among, in their order; UTC is the last."""
    placed = sorted(name for name in available_timezones() if name.partition("/")[0] in REGIONS)
    return (*placed, "UTC")


def zone_of(name: str) -> tzinfo:
    """Return the zone with this name; UTC where none is named, or one that this machine does not know."""
    return ZoneInfo(name) if name != "UTC" and name in zones() else UTC


def written(at: datetime, zone: tzinfo | None = None) -> str:
    """A moment with its seconds in this zone, or that of the page, and what the zone is called there and then."""
    there = at.astimezone(zone or timezone.get_current_timezone())
    return f"{there:%Y-%m-%d %H:%M:%S} {called(there)}"


def called(at: datetime) -> str:
    """What its zone is called at that moment, as CET; where it has no letters of its own, how far it is from UTC."""
    name = at.tzname() or ""
    return name if name.isalpha() else f"UTC{name}"
