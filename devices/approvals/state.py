"""The states of a request, and the moves allowed between them. Pure."""

from enum import StrEnum


class State(StrEnum):
    PENDING = "pending"
    APPROVED = "approved"
    CONSUMED = "consumed"
    DENIED = "denied"
    WRONG_NUMBER = "wrong_number"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    SUPERSEDED = "superseded"
    DISPLACED = "displaced"
    REVOKED = "revoked"


MOVES: dict[State, frozenset[State]] = {
    State.PENDING: frozenset(
        {
            State.APPROVED,
            State.DENIED,
            State.WRONG_NUMBER,
            State.EXPIRED,
            State.CANCELLED,
            State.SUPERSEDED,
            State.DISPLACED,
            State.REVOKED,
        }
    ),
    State.APPROVED: frozenset({State.CONSUMED, State.DENIED, State.EXPIRED, State.CANCELLED, State.REVOKED}),
}

OPEN = frozenset({State.PENDING, State.APPROVED})
# A phone's account has decided them, and stands in the row.
DECIDED = frozenset({State.APPROVED, State.WRONG_NUMBER})


def sources_of(target: State) -> list[str]:
    """The states from which `target` may be reached."""
    return [source.value for source, targets in MOVES.items() if target in targets]
