"""The states of a move, and how one of its accounts stands. Pure."""

from enum import StrEnum


class State(StrEnum):
    OFFERED = "offered"
    CLAIMED = "claimed"
    ENDED = "ended"


OPEN = frozenset({State.OFFERED, State.CLAIMED})


class Standing(StrEnum):
    """Of one account: nobody has confirmed it yet; the new phone may add it; it is there; it will not be."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    ADDED = "added"
    NOT_ADDED = "not_added"
