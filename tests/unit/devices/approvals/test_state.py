"""The table of moves, against the protocol's picture of it."""

import itertools

import pytest

from devices.approvals.state import MOVES, OPEN, State, sources_of

# The protocol, "State of a request", written out edge by edge.
ALLOWED = {
    ("pending", "approved"),
    ("pending", "denied"),
    ("pending", "wrong_number"),
    ("pending", "expired"),
    ("pending", "cancelled"),
    ("pending", "superseded"),
    ("pending", "displaced"),
    ("pending", "revoked"),
    ("approved", "consumed"),
    ("approved", "denied"),
    ("approved", "expired"),
    ("approved", "cancelled"),
    ("approved", "revoked"),
}


@pytest.mark.parametrize(("source", "target"), list(itertools.product(State, State)), ids=str)
def test_t07_only_the_edges_of_the_protocol_are_moves(source: State, target: State) -> None:
    assert (source.value in sources_of(target)) is ((source.value, target.value) in ALLOWED)


def test_t07_no_edge_leaves_a_final_state() -> None:
    final = set(State) - OPEN

    assert [state for state in final if MOVES.get(state)] == []


def test_nothing_leads_to_pending_again() -> None:
    assert sources_of(State.PENDING) == []


def test_sources_are_those_of_the_table() -> None:
    assert sources_of(State.CONSUMED) == ["approved"]
    assert sources_of(State.WRONG_NUMBER) == ["pending"]
    assert sorted(sources_of(State.DENIED)) == ["approved", "pending"]
