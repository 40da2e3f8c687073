"""What follows when one session is ended: packages above register it when the program starts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction

from accounts.sessions.models import Session
from accounts.sessions.store import SessionStore

Follower = Callable[[Mapping[str, Any]], object]
_followers: list[Follower] = []


def register(follower: Follower) -> None:
    """From now on `follower` is called with what each session held that is ended by itself, after the commit."""
    if follower in _followers:
        raise ValueError(f"{follower!r} is registered twice")
    _followers.append(follower)


def session_ends(row: Session) -> None:
    """Have done what follows, after the commit: what fails there undoes nothing."""
    held = SessionStore().decode(row.session_data)
    for follower in _followers:
        _after_commit(follower, held)


def _after_commit(follower: Follower, held: Mapping[str, Any]) -> None:
    # A lambda, for Django cannot name a partial when it logs the failure.
    transaction.on_commit(lambda: follower(held), robust=True)
