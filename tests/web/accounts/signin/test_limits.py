"""T01, T13, T29: limits by address hold for one who has 2^64 of them, and stop nobody next door."""

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.users.models import User
from tests.support.pages import frozen

COUNTED = [
    # path, what is sent, tries a minute
    ("/sign-in/", {"username": "ann@nordljus.example"}, 10),
    ("/sign-in/one-time/unknown/", {}, 10),
    ("/device-api/v1/enrolments/claim/", {"code": "unknown"}, 20),
]
pytestmark = pytest.mark.parametrize(("path", "sent", "limit"), COUNTED)


def status_of(path: str, sent: dict[str, str], *, address: str) -> int:
    return Client().post(path, sent, REMOTE_ADDR=address).status_code


def test_a_network_of_addresses_is_counted_as_one(
    ann: User, path: str, sent: dict[str, str], limit: int
) -> None:
    with frozen():
        statuses = [status_of(path, sent, address=f"2001:db8:1:2:{n:x}::{n:x}") for n in range(1, limit + 2)]
        next_door = status_of(path, sent, address="2001:db8:1:3::1")

    assert 429 not in statuses[:-1]
    assert statuses[-1] == 429
    assert next_door != 429


def test_an_ipv4_address_is_one_whichever_socket_it_comes_through(
    ann: User, path: str, sent: dict[str, str], limit: int
) -> None:
    with frozen():
        for _ in range(limit):
            status_of(path, sent, address="203.0.113.9")

        assert status_of(path, sent, address="::ffff:203.0.113.9") == 429
        assert status_of(path, sent, address="::ffff:203.0.113.10") != 429


def test_people_behind_our_proxy_are_counted_apart(
    ann: User, settings: Settings, path: str, sent: dict[str, str], limit: int
) -> None:
    settings.TRUSTED_PROXIES = ["127.0.0.1"]

    with frozen():
        statuses = [
            Client()
            .post(path, sent, REMOTE_ADDR="127.0.0.1", headers={"X-Forwarded-For": f"203.0.113.{n}"})
            .status_code
            for n in range(1, limit + 3)
        ]

    assert 429 not in statuses
