"""May a phone have lost its keys? Pure. The answer keeps nobody from anything: it is a word to its person (B15)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

# An app that is opened now and then, or answers, is heard of.
SILENT_AFTER = timedelta(days=60)
# So many requests in vain since it was last heard of, and that is not today's.
MOST_UNANSWERED = 3
UNANSWERED_AFTER = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Signs:
    """What is known of a phone. `unanswered` is how many requests ran out since it was last heard of."""

    added_at: datetime
    last_seen_at: datetime | None
    emptied_at: datetime | None
    unanswered: int = 0

    @property
    def heard_at(self) -> datetime:
        """When it was last heard of."""
        return self.last_seen_at or self.added_at


def may_have_lost_keys(signs: Signs, *, now: datetime) -> bool:
    """Has its emptied app said so, has it been silent for long, or let request after request run out?"""
    if signs.emptied_at is not None and signs.emptied_at >= signs.heard_at:
        return True
    silent = now - signs.heard_at
    is_deaf = signs.unanswered >= MOST_UNANSWERED and silent >= UNANSWERED_AFTER
    return silent >= SILENT_AFTER or is_deaf
