"""What follows when every session of a person ends: packages above register it when the program starts."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.db import transaction

Follower = Callable[[UUID], object]
_followers: list[Follower] = []


def register(follower: Follower) -> None:
    """From now on `follower` is called with the id of each person whose sessions have ended, after the commit."""
    if follower not in _followers:
        _followers.append(follower)


def sessions_end(user_id: UUID) -> None:
    """Have done what follows, after the commit: what fails there undoes nothing."""
    for follower in _followers:
        _after_commit(follower, user_id)


def _after_commit(follower: Follower, user_id: UUID) -> None:
    # A lambda, for Django cannot name a partial when it logs the failure.
    transaction.on_commit(lambda: follower(user_id), robust=True)
