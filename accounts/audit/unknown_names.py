"""Tries of names that nobody has: counted by organisation, network and hour, never kept one by one (T39).

The audit log keeps for good what happened to people; any stranger makes as many names as they like, and would fill it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Max, Q, Sum
from django.db.models.functions import Now

from accounts import clock
from accounts.audit.models import UnknownNameTries
from accounts.statements.composing import added_once

LONGEST_NETWORK = 43  # of IPv6, with its length
LATELY = timedelta(hours=24)

_count = added_once(
    UnknownNameTries,
    then="""ON CONFLICT (tenant_id, network, hour)
            DO UPDATE SET tries = kept.tries + excluded.tries, last_at = excluded.last_at""",
)


@dataclass(frozen=True)
class FromNetwork:
    """What came from one network: tries of the last 24 hours, of all that is kept, and when the last one was."""

    network: str
    lately: int
    kept: int
    last_at: datetime


def count_unknown_name(tenant_id: UUID, *, network: str, tries: int = 1) -> None:
    """Counts tries from this network in this hour; with 0 only notes that one of them went on until now.

    One statement, as the event that tells of a real person's try: how long it takes tells nobody which it was (T13).
    """
    now = clock.now()
    _count(
        UnknownNameTries(
            tenant_id=tenant_id,
            network=network[:LONGEST_NETWORK],
            hour=now.replace(minute=0, second=0, microsecond=0),
            tries=tries,
            last_at=now,
        )
    )


def from_networks(tenant_id: UUID, *, most: int) -> list[FromNetwork]:
    """The networks that names were tried from, those first that tried most lately."""
    rows = (
        UnknownNameTries.objects.filter(tenant=tenant_id)
        .values("network")
        .annotate(
            kept=Sum("tries"),
            lately=Sum("tries", filter=Q(hour__gte=Now() - LATELY), default=0),
            last_at=Max("last_at"),
        )
    )
    return [FromNetwork(**row) for row in rows.filter(kept__gt=0).order_by("-lately", "-last_at")[:most]]
