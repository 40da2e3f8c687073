"""What a log is asked for, by the address of a page: whatever else stands there asks for nothing."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.http import urlencode

from accounts.refusals import Refusal
from accounts.tenants.resolve import canonical_username
from accounts.time_zones import zone_of
from accounts.users.access import users_seen_by
from accounts.users.models import User

ON_A_PAGE = 50


class Part(NamedTuple):
    """A part of the sentence that says what is shown; a browser names a country by its code."""

    name: str
    value: str
    country: str = ""


# Characters of one thing that is asked for, and digits of where a page begins.
LONGEST_ASKED = 254
LONGEST_NUMBER = 18
# As a field for date and time writes it.
WRITTEN = "%Y-%m-%dT%H:%M"


def texts_of(query: Mapping[str, str], *names: str) -> dict[str, str]:
    """What is asked for by these names; what is too long or holds no text asks for nothing."""
    found = {name: query.get(name, "").strip() for name in names}
    return {
        name: text if len(text) <= LONGEST_ASKED and text.isprintable() else ""
        for name, text in found.items()
    }


def address_of(asked: Mapping[str, Any]) -> str:
    """The query that asks for this."""
    return urlencode({name: value for name, value in asked.items() if value})


def zone_for(said: Mapping[str, str]) -> tzinfo:
    """The zone in which moments are written: the one that the reader chose, else the browser's, as its script says."""
    chosen = timezone.get_current_timezone()
    is_chosen = timezone.get_current_timezone_name() != "UTC"
    return chosen if is_chosen or not said.get("zone") else zone_of(said["zone"])


def moment_of(written: str, zone: tzinfo, *, is_end: bool = False) -> datetime | None:
    """A moment as a field of a page writes it; the end of a minute includes it. None for one of no calendar here."""
    try:
        naive = datetime.strptime(written, WRITTEN)  # noqa: DTZ007  the reader's zone follows
        there = naive.replace(tzinfo=zone).astimezone(UTC)
        return there + timedelta(minutes=1) if is_end else there
    except (ValueError, OverflowError):
        return None


def moment_after(micros: int) -> datetime | None:
    """The moment so many microseconds after 1970; None for one of no calendar here."""
    try:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)
    except OverflowError:
        return None


def number_of(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER else None


def ids_of(asker: User, written: str) -> list[uuid.UUID]:
    """Whom somebody means by a whole username, or by the id that stands for who left; nobody where there is none."""
    try:
        return [uuid.UUID(written)]
    except ValueError:
        pass
    try:
        name = canonical_username(written)
    except Refusal:
        return []
    return list(users_seen_by(asker).filter(username=name).values_list("pk", flat=True))


def one_of(rows: QuerySet[Any], conditions: list[Q]) -> QuerySet[Any]:
    """Those for which one of the conditions holds; none where there is no condition."""
    return rows.filter(reduce(or_, conditions)) if conditions else rows.none()
