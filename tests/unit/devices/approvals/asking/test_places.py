"""Who gives way when all places are taken, decided on values."""

from datetime import UTC, datetime, timedelta

import pytest

from devices.approvals.asking.places import (
    MOST_AROUND,
    MOST_KNOWN,
    MOST_OF_NETWORK,
    MOST_OF_STRANGERS,
    MOST_OPEN,
    Place,
    giving_way,
)

BEGAN = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


def places(*askers: tuple[bool, str], answered: tuple[int, ...] = ()) -> list[Place]:
    """Open requests in the order they were asked; each of a known browser or not, and from which network."""
    return [
        Place(
            key=number,
            known_browser=known,
            network=network,
            asked_at=BEGAN + timedelta(seconds=number),
            may_give_way=number not in answered,
        )
        for number, (known, network) in enumerate(askers)
    ]


def strangers(count: int) -> list[tuple[bool, str]]:
    return [(False, f"net{n}") for n in range(count)]


def own(count: int) -> list[tuple[bool, str]]:
    return [(True, f"home{n}") for n in range(count)]


def gives_way(taken: list[Place], *, known: bool, network: str = "new") -> int | None:
    place = giving_way(taken, known_browser=known, network=network)
    return None if place is None else int(place.key)


def test_while_there_is_room_nobody_gives_way() -> None:  # A15
    assert gives_way(places(*strangers(MOST_OF_STRANGERS - 1)), known=False) is None
    assert gives_way(places(*own(MOST_KNOWN - 1)), known=True) is None


def test_a_network_has_three_places_and_its_oldest_gives_way() -> None:  # A15
    taken = places((False, "elsewhere"), *[(False, "cafe")] * MOST_OF_NETWORK)

    assert gives_way(taken, known=False, network="cafe") == 1
    assert gives_way(taken, known=False, network="elsewhere") is None


CUSTOMERS = {
    "a /56": "2001:db8:1:{:x}::/64",
    "a /48": "2001:db8:1:{:x}00::/64",
    "a /24": "203.0.113.{}",
}


@pytest.mark.parametrize("customer", CUSTOMERS)
def test_however_many_networks_a_customer_has_it_displaces_only_its_own(customer: str) -> None:  # A15, T01
    taken = places((False, "192.0.2.1"))

    for number in range(1, 60):
        taken = asked_from(taken, CUSTOMERS[customer].format(number))

    assert taken[0].network == "192.0.2.1"
    assert len(taken) == 1 + MOST_AROUND


def test_two_customers_that_take_all_places_displace_nobody_else() -> None:  # A15, T01
    taken = places((False, "192.0.2.1"))

    for number in range(1, 60):
        taken = asked_from(taken, f"2001:db8:{number % 2}:{number:x}::/64")

    assert taken[0].network == "192.0.2.1"


@pytest.mark.parametrize(
    ("own", "neighbour"),
    [("203.0.113.9", "203.0.113.10"), ("2001:db8:1:100::/64", "2001:db8:1:2{:02x}::/64")],
)
def test_a_neighbour_in_the_same_network_displaces_nobody_either(own: str, neighbour: str) -> None:  # A15
    taken = places((False, own))

    for number in range(60):
        taken = asked_from(taken, neighbour.format(number))
    taken = asked_from(taken, own)

    assert [one.network for one in taken].count(own) == 2


def asked_from(taken: list[Place], network: str) -> list[Place]:
    """The open requests after one more of a new browser in this network."""
    gone = giving_way(taken, known_browser=False, network=network)
    new = Place(
        key=object(),
        known_browser=False,
        network=network,
        asked_at=taken[-1].asked_at + timedelta(seconds=1),
        may_give_way=True,
    )
    return [*(one for one in taken if one != gone), new]


def test_a_known_browser_is_not_counted_with_strangers_in_its_network() -> None:  # A15
    taken = places(*[(False, "cafe")] * MOST_OF_NETWORK)

    assert gives_way(taken, known=True, network="cafe") is None


def test_strangers_never_have_the_places_of_known_browsers() -> None:  # A15
    taken = places(*strangers(MOST_OF_STRANGERS))

    assert gives_way(taken, known=False) == 0
    assert gives_way(taken, known=True) is None


@pytest.mark.parametrize("known", range(MOST_KNOWN + 1))
def test_how_many_strangers_there_is_room_for_tells_nothing_of_known_browsers(known: int) -> None:  # A15, A18
    taken = places(*own(known), *strangers(MOST_OF_STRANGERS - 1))

    assert gives_way(taken, known=False) is None
    assert gives_way([*taken, *places((False, "elsewhere"))], known=False) is not None


def test_a_new_browser_has_a_place_whatever_known_ones_hold() -> None:  # A15
    taken = places(*own(MOST_KNOWN))

    assert gives_way(taken, known=False) is None
    assert gives_way(taken, known=True) == 0


def test_what_is_answered_already_does_not_give_way() -> None:  # A15
    taken = places(*[(False, "cafe")] * MOST_OF_NETWORK, answered=(0,))

    assert gives_way(taken, known=False, network="cafe") == 1


def test_never_more_than_twelve_are_open() -> None:  # A15
    taken: list[Place] = []
    for number in range(60):
        known = number % 3 == 0
        place = giving_way(taken, known_browser=known, network=f"net{number}")
        taken = [one for one in taken if one != place]
        taken += places(*[(known, f"net{number}")] * (number + 1))[-1:]
        assert len(taken) <= MOST_OPEN
