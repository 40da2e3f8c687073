"""Which of an organisation's keys for one algorithm signs, and which are published. Pure.

A key is published before it signs, for applications keep what they have read; and after it signed, until the last token
of it is over.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import zip_longest
from typing import Protocol, TypeVar

# As long as applications may keep the keys they have read, twice over.
PUBLISHED_BEFORE = timedelta(hours=2)
# Longer than any token is good for, and than a process remembers which key signs.
PUBLISHED_AFTER = timedelta(hours=1)


class InTurn(Protocol):
    """What is looked at of a key."""

    signs_from: datetime
    withdrawn_at: datetime | None


Key = TypeVar("Key", bound=InTurn)


def signing(keys: Sequence[Key], *, now: datetime) -> Key | None:
    """Return the last one whose time to sign has come; None: there is none yet. `keys` are in their order."""
    come = [key for key in keys if key.withdrawn_at is None and key.signs_from <= now]
    return come[-1] if come else None


def published(keys: Sequence[Key], *, now: datetime) -> list[Key]:
    """Return the one that signs, those that will, and those that signed until a short while ago."""
    standing = [key for key in keys if key.withdrawn_at is None]
    return [
        key
        for key, follower in zip_longest(standing, standing[1:])
        if follower is None or follower.signs_from + PUBLISHED_AFTER > now
    ]
