"""T01, T13, T15, T29: limits by address hold for one who has 2^80 of them, and stop nobody next door."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from accounts.users.models import User
from tests.support.limits import forget_tries
from tests.support.pages import browser, frozen, sign_in_by_password, write_password, write_username
from tests.support.people import make_person

NOWHERE = "00000000-0000-0000-0000-000000000000"
COUNTED = [
    # path, what is sent, tries a minute
    ("/sign-in/", {"username": "ann@nordljus.example"}, 10),
    ("/sign-in/one-time/unknown/", {}, 10),
    ("/device-api/v1/enrolments/claim/", {"code": "unknown"}, 20),
    (f"/device-api/v1/enrolments/{NOWHERE}/complete/", {}, 20),
]
counted = pytest.mark.parametrize(("path", "sent", "limit"), COUNTED)
# Networks within one that somebody may have all of, and how many times the narrowest's tries they have together.
NESTED = [
    ("2001:db8:1:{0:x}00::{0:x}", 10, "2001:db8:2::1"),
    ("2001:db8:1:f0{0:02x}::{0:x}", 3, "2001:db8:1:f100::1"),
    ("203.0.113.{0}", 10, "203.0.114.1"),
]
nested = pytest.mark.parametrize(("addresses", "times", "next_door"), NESTED)


def status_of(path: str, sent: dict[str, str], *, address: str) -> int:
    return Client().post(path, sent, REMOTE_ADDR=address).status_code


@counted
def test_a_network_of_addresses_is_counted_as_one(
    ann: User, path: str, sent: dict[str, str], limit: int
) -> None:
    with frozen():
        statuses = [status_of(path, sent, address=f"2001:db8:1:2:{n:x}::{n:x}") for n in range(1, limit + 2)]
        next_door = status_of(path, sent, address="2001:db8:1:3::1")

    assert 429 not in statuses[:-1]
    assert statuses[-1] == 429
    assert next_door != 429


@counted
def test_an_ipv4_address_is_one_whichever_socket_it_comes_through(
    ann: User, path: str, sent: dict[str, str], limit: int
) -> None:
    with frozen():
        for _ in range(limit):
            status_of(path, sent, address="203.0.113.9")

        assert status_of(path, sent, address="::ffff:203.0.113.9") == 429
        assert status_of(path, sent, address="::ffff:203.0.113.10") != 429


@counted
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


@counted
@nested
def test_whoever_has_many_networks_has_few_times_the_tries_of_one(
    ann: User, path: str, sent: dict[str, str], limit: int, addresses: str, times: int, next_door: str
) -> None:  # T01, T15
    statuses = [status_of(path, sent, address=addresses.format(n)) for n in range(limit * times + 5)]

    assert 429 not in statuses[: limit * times]
    assert set(statuses[limit * times :]) == {429}
    assert status_of(path, sent, address=next_door) != 429


@nested
def test_passwords_are_counted_by_the_networks_they_come_from(
    ann: User, addresses: str, times: int, next_door: str
) -> None:  # T15, T29
    names = [f"nobody{n}@nordljus.example" for n in range(30)]
    browsers = {name: begun(name) for name in names}

    statuses = [guess(browsers[names[n % 30]], n, address=addresses.format(n)) for n in range(20 * times + 5)]

    assert statuses == [400] * (20 * times) + [429] * 5
    assert guess(begun(ann.username), 0, address=next_door) == 400


def begun(username: str) -> Client:
    """A browser whose sign-in has begun, somewhere else."""
    client = browser()
    write_username(client, username)
    forget_tries()
    return client


def guess(client: Client, number: int, *, address: str) -> int:
    return client.post("/sign-in/password/", {"password": f"guess {number}"}, REMOTE_ADDR=address).status_code


def storm(address: str) -> int:
    """Strangers at one address begin until they are refused; how many were let through."""
    names = (f"nobody{n}@nordljus.example" for n in range(1000))
    return next(
        n
        for n, name in enumerate(names)
        if status_of("/sign-in/", {"username": name}, address=address) == 429
    )


def test_strangers_behind_an_offices_address_stop_nobody_who_signed_in_before(ann: User) -> None:  # T01, T15
    own = browser()
    sign_in_by_password(own, ann)
    own.post("/sign-out/")

    storm("127.0.0.1")

    assert write_username(own, ann.username).status == 200
    assert write_password(own).address == "/signed-in/"


def test_a_browser_that_only_says_that_it_signed_in_before_is_a_stranger(ann: User) -> None:  # T01, T04
    own = browser()
    sign_in_by_password(own, ann)
    bo = make_person(ann.tenant, "bo")
    forget_tries()

    storm("127.0.0.1")

    assert write_username(own, bo.username).status == 429, "its cookie is another person's"


def test_browsers_used_before_do_not_use_up_what_strangers_there_have(ann: User) -> None:  # T15
    colleagues = [make_person(ann.tenant, f"colleague{n}") for n in range(9)]
    known = []
    for colleague in colleagues:
        client = browser()
        sign_in_by_password(client, colleague)
        known.append((client, colleague))
    forget_tries()

    for client, colleague in known:
        sign_in_by_password(client, colleague)

    assert storm("127.0.0.1") == 10


def test_a_browser_used_before_has_tries_of_its_own_and_no_more(ann: User) -> None:  # T01
    own = browser()
    sign_in_by_password(own, ann)

    statuses = [write_username(own, ann.username).status for _ in range(11)]

    assert statuses == [200] * 10 + [429]


def test_own_networks_have_more_tries_and_not_endless_ones(ann: User, settings: Settings) -> None:  # T01
    settings.OWN_NETWORKS = ["198.51.100.0/24"]

    assert storm("198.51.100.7") == 200
    assert storm("203.0.113.7") == 10


@pytest.mark.parametrize("username", ["ann@nordljus.example", "ann@nowhere.example"])
def test_where_strangers_are_shut_out_their_next_try_asks_nothing(username: str, ann: User) -> None:  # T36
    storm("127.0.0.1")

    with CaptureQueriesContext(connection) as asked:
        assert status_of("/sign-in/", {"username": username}, address="127.0.0.1") == 429

    assert len(asked) == 0
