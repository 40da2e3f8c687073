"""What follows when every session of a person ends, and what is on its way to somebody.

Packages above register both when the program starts.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.db import transaction

from accounts.users.models import User

Follower = Callable[[UUID], object]
End = Callable[[User], object]
_followers: list[Follower] = []
_ends: list[End] = []


def register(follower: Follower) -> None:
    """From now on `follower` is called with the id of each person whose sessions have ended, after the commit."""
    if follower in _followers:
        raise ValueError(f"{follower!r} is registered twice")
    _followers.append(follower)


def register_on_its_way(end: End) -> None:
    """From now on `end` ends, of somebody whose row is held, what was handed out to them or is being added."""
    if end in _ends:
        raise ValueError(f"{end!r} is registered twice")
    _ends.append(end)


def end_what_is_on_its_way(locked: User) -> None:
    """End every way in that somebody, whose row is held, was handed or is adding: it may be in other hands."""
    for end in _ends:
        end(locked)


def sessions_end(user_id: UUID) -> None:
    """Have done what follows, after the commit: what fails there undoes nothing."""
    for follower in _followers:
        _after_commit(follower, user_id)


def _after_commit(follower: Follower, user_id: UUID) -> None:
    # A lambda, for Django cannot name a partial when it logs the failure.
    transaction.on_commit(lambda: follower(user_id), robust=True)
