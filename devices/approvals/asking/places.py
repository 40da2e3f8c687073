"""How many requests of one account may be open at once, and which one gives way to a new one. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.users.places import networks_around

# Of browsers used before, and of others: apart, so that a stranger's places tell nothing of the person's (A18).
MOST_KNOWN = 3
MOST_OF_STRANGERS = 9
MOST_OPEN = MOST_KNOWN + MOST_OF_STRANGERS
# Of the narrowest network, and of each one around it: whoever has that has all that is in it (RFC 6177).
MOST_OF_NETWORK = 3
MOST_AROUND = 6


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

    Browsers used before and others have places of their own: neither keeps the other out.
    """
    alike = [one for one in taken if one.known_browser == known_browser]
    around = _around(network)
    for net in reversed(around):
        near = [one for one in alike if net in _around(one.network)]
        if len(near) >= (MOST_OF_NETWORK if net == around[-1] else MOST_AROUND):
            return _oldest_of_the_crowd(near, around)
    if len(alike) >= (MOST_KNOWN if known_browser else MOST_OF_STRANGERS):
        return _oldest_of_the_crowd(alike, around)
    return None


def _oldest_of_the_crowd(places: Sequence[Place], newcomer: Sequence[str]) -> Place | None:
    """The oldest of the network with the most places, then of the one with the most in it, the new one counted in.

    However many networks one customer has, what it asks for displaces its own.
    """
    crowd = [one for one in places if one.may_give_way]
    for depth in range(max((len(_around(one.network)) for one in crowd), default=0)):
        nets = [_around(one.network)[: depth + 1][-1] for one in crowd]
        sizes = Counter([*nets, *(net for net in newcomer if net in nets)])
        crowd = [one for one, net in zip(crowd, nets, strict=True) if sizes[net] == max(sizes.values())]
    return min(crowd, key=lambda one: one.asked_at, default=None)


def _around(network: str) -> list[str]:
    """The widest first."""
    return [name for name, _ in networks_around(network)]
