"""The rows of a person, some at a time: however many there are, so many are in memory, and each lot is one question."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Model

from accounts.holdings.registry import Holding
from accounts.users.models import User

AT_ONCE = 500


def rows_of(user: User, holding: Holding) -> Iterator[Model]:
    """In the order of their keys, which is that in which things happened."""
    rows = holding.rows(user).order_by("pk")
    lot = list(rows[:AT_ONCE])
    while lot:
        yield from lot
        lot = list(rows.filter(pk__gt=lot[-1].pk)[:AT_ONCE]) if len(lot) == AT_ONCE else []


def gathered(parts: Iterator[str], *, at_least: int = 32 * 1024) -> Iterator[bytes]:
    """What is sent, in parts that are worth sending."""
    waiting: list[str] = []
    length = 0
    for part in parts:
        waiting.append(part)
        length += len(part)
        if length >= at_least:
            yield "".join(waiting).encode()
            waiting, length = [], 0
    if waiting:
        yield "".join(waiting).encode()


def is_nothing(value: Any) -> bool:
    """Is there nothing to say? No and none at all are something."""
    return value is None or value in ("", [], {})
