"""What follows when one session is ended, or is gone however it went: packages above register it at the start."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

Follower = Callable[[Mapping[str, Any]], object]
FollowerOfAll = Callable[[UUID], object]
_followers: list[Follower] = []
_followers_of_all: list[FollowerOfAll] = []


def register(follower: Follower) -> None:
    """From now on `follower` is called with what each session held that is ended by itself, after the commit."""
    if follower in _followers:
        raise ValueError(f"{follower!r} is registered twice")
    _followers.append(follower)


def register_for_all(follower: FollowerOfAll) -> None:
    """From now on `follower` is called with the `sid` of each session that was deleted before its time, likewise."""
    if follower in _followers_of_all:
        raise ValueError(f"{follower!r} is registered twice")
    _followers_of_all.append(follower)


def session_ends(held: Mapping[str, Any]) -> None:
    """Have done what follows, after the commit: what fails there undoes nothing."""
    for follower in _followers:
        _after_commit(follower, held)


def session_is_gone(sid: UUID) -> None:
    """Have done what follows, however it went: signed out, ended from elsewhere, or replaced by another."""
    for follower in _followers_of_all:
        _after_commit(follower, sid)


def _after_commit(follower: Callable[[Any], object], told: object) -> None:
    # A lambda, for Django cannot name a partial when it logs the failure.
    transaction.on_commit(lambda: follower(told), robust=True)
