"""How many requests of one account may be open at once, and which one gives way to a new one. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

MOST_OPEN = 12
MOST_OF_NETWORK = 3


@dataclass(frozen=True, kw_only=True)
class Place:
    """An open request that takes a place; one that is answered already gives way to none."""

    key: Any
    known_browser: bool
    network: str
    asked_at: datetime
    may_give_way: bool


def giving_way(taken: Sequence[Place], *, known_browser: bool, network: str) -> Place | None:
    """The request that makes room for a new one from such a browser in this network; None while there is room.

    Browsers used before and others are counted apart by network, and neither ever has all the places: a storm of
    strangers keeps no browser of the person's out, a new one neither.
    """
    alike = [one for one in taken if one.known_browser == known_browser]
    near = [one for one in alike if one.network == network]
    if len(near) >= MOST_OF_NETWORK:
        return _oldest(near)
    if len(alike) >= MOST_OPEN - 1:
        return _oldest(alike)
    if len(taken) >= MOST_OPEN:
        return _oldest([one for one in taken if not one.known_browser])
    return None


def _oldest(places: Sequence[Place]) -> Place | None:
    waiting = [one for one in places if one.may_give_way]
    return min(waiting, key=lambda one: one.asked_at, default=None)
