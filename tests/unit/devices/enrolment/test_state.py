"""The table of moves of an enrolment, against the protocol."""

import itertools

import pytest

from devices.enrolment.state import MOVES, State, sources_of

ALLOWED = {
    ("offered", "claimed"),
    ("offered", "expired"),
    ("offered", "cancelled"),
    ("claimed", "active"),
    ("claimed", "expired"),
    ("claimed", "cancelled"),
    ("claimed", "rejected"),
}


@pytest.mark.parametrize(("source", "target"), list(itertools.product(State, State)), ids=str)
def test_t07_only_the_edges_of_the_protocol_are_moves(source: State, target: State) -> None:
    assert (source.value in sources_of(target)) is ((source.value, target.value) in ALLOWED)


def test_t18_a_phone_becomes_active_only_from_claimed() -> None:
    assert sources_of(State.ACTIVE) == ["claimed"]
    assert set(MOVES) == {State.OFFERED, State.CLAIMED}
