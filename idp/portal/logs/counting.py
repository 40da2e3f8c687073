"""How many there are of what was asked for: exactly where they are few, about how many where they are not."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet

COUNTED_AT_MOST = 10_000


@dataclass(frozen=True)
class Many:
    """`count` is what is known; where it is not `is_exact` there are about so many."""

    count: int
    is_exact: bool

    @property
    def is_beyond(self) -> bool:
        """More than are counted."""
        return self.count > COUNTED_AT_MOST

    @property
    def is_none(self) -> bool:
        """Is there nothing at all?"""
        return self.is_exact and not self.count


def how_many(rows: QuerySet[Any], *, at_most: int) -> Many:
    """Counts no further than it must: the logs only grow."""
    # In the order of its index: without, the database may read from the oldest on.
    counted = rows[: COUNTED_AT_MOST + 1].count()
    if counted <= COUNTED_AT_MOST:
        return Many(counted, is_exact=True)
    return Many(min(at_most, max(counted, _estimated(rows))), is_exact=False)


def _estimated(rows: QuerySet[Any]) -> int:
    """What PostgreSQL expects, by its statistics; SQLite expects nothing."""
    if connection.vendor != "postgresql":
        return 0
    plan = json.loads(rows.order_by().explain(format="json"))
    expected: int = plan[0]["Plan"]["Plan Rows"]
    return expected
