"""T31: how many connections are let in, by networks as they are given out. Over real sockets: test_before_a_request."""

from asyncio import BaseTransport

import pytest
from pytest_django import Settings

from idp.server.gate import SITE_TIMES, Gate

MANY = 100


@pytest.fixture
def gate(settings: Settings) -> Gate:
    settings.MOST_CONNECTIONS_OF_A_NETWORK = 2
    return Gate(most=MANY)


def let_in(gate: Gate, *addresses: str) -> list[bool]:
    return [gate.enter(BaseTransport(), address) for address in addresses]


def test_t31_an_address_of_ipv4_counts_by_itself_in_whatever_way_it_came(gate: Gate) -> None:
    assert let_in(gate, "192.0.2.1", "::ffff:192.0.2.1", "192.0.2.1") == [True, True, False]
    assert let_in(gate, "192.0.2.2") == [True]


def test_t31_a_customer_of_ipv6_counts_by_the_64(gate: Gate) -> None:
    assert let_in(gate, "2001:db8::1", "2001:db8::2", "2001:db8::3") == [True, True, False]
    assert let_in(gate, "2001:db8:0:1::1") == [True]


def test_t31_a_site_has_more_and_not_for_each_of_its_networks(gate: Gate) -> None:
    addresses = [f"2001:db8:0:{number:x}::1" for number in range(2 * SITE_TIMES + 1)]

    assert let_in(gate, *addresses) == [True] * 2 * SITE_TIMES + [False]
    assert let_in(gate, "2001:db8:1::1") == [True]


def test_who_left_is_remembered_by_nothing(gate: Gate) -> None:
    connections = [BaseTransport() for _ in range(2)]
    for connection in connections:
        gate.enter(connection, "2001:db8::1%eth0")

    for connection in connections:
        gate.leave(connection)
        gate.leave(connection)

    assert (gate.inside, dict(gate.by_network)) == ({}, {})


def test_t31_all_together_are_counted_too_and_those_of_our_proxies_with_them(
    gate: Gate, settings: Settings
) -> None:
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]

    assert all(let_in(gate, *["10.0.0.1"] * MANY))
    assert let_in(gate, "10.0.0.1", "192.0.2.1") == [False, False]
