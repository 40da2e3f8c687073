"""The states of an enrolment, and the moves allowed between them. Pure."""

from enum import StrEnum


class State(StrEnum):
    OFFERED = "offered"
    CLAIMED = "claimed"
    ACTIVE = "active"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    REJECTED = "rejected"


MOVES: dict[State, frozenset[State]] = {
    State.OFFERED: frozenset({State.CLAIMED, State.EXPIRED, State.CANCELLED}),
    State.CLAIMED: frozenset({State.ACTIVE, State.EXPIRED, State.CANCELLED, State.REJECTED}),
}

OPEN = frozenset(MOVES)


def sources_of(target: State) -> list[str]:
    """The states from which `target` may be reached."""
    return [source.value for source, targets in MOVES.items() if target in targets]
