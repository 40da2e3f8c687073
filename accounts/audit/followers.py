"""Who carries what people are told: packages above register when the program starts."""

from __future__ import annotations

from collections.abc import Callable

from accounts.audit.models import AuditEvent

Follower = Callable[[AuditEvent], object]
_followers: list[Follower] = []


def register(follower: Follower) -> None:
    """From now on `follower` is called with each event of which its person is told, in the transaction that adds it."""
    if follower in _followers:
        raise ValueError(f"{follower!r} is registered twice")
    _followers.append(follower)


def tell(row: AuditEvent) -> None:
    """Has its person told, if it has one."""
    if row.subject_id is not None:
        for follower in _followers:
            follower(row)
