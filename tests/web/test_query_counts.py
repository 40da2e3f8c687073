"""How much each step of a sign-in asks of the database: one query more is seen here before it is felt."""

import pytest
from django.db import connection
from pytest_django import Settings

from idp.settings.storage import caches
from tests.load.steps import count_queries
from tests.load.walk import STEPS
from tests.load.ways import count_way
from tests.load.world import make_people
from tests.support.carrying import ClientTransport
from tests.support.people import make_tenant
from tests.support.proving import PROVE, have_everything

# What the steps ask and write. A session that signs nobody in is read from the cache; one that does is a question.
QUERIES = {
    # For whom this browser is known, where it was used before; else whether people may sign up.
    "page that asks for the username": 1,
    "username sent, page with the number": 10,
    "socket opened": 1,
    "phone fetches and opens, browser told": 6,
    "phone decides, browser told": 9,
    "browser finishes": 12,
    "page that says signed in": 1,
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.both_databases
def test_a_sign_in_asks_the_database_no_more_than_this() -> None:
    someone_before, person = make_people(2, transport=ClientTransport())
    count_queries(someone_before)

    counted = count_queries(person)

    expected = dict(QUERIES)
    # Whoever asks waits for their turn there; SQLite has one writer anyway.
    expected["username sent, page with the number"] += connection.vendor == "postgresql"
    assert {step: counted.queries[step] for step in STEPS} == expected, counted.as_text()


# Where PostgreSQL alone holds what processes share: a session that signs nobody in is read, a proof is noted.
WITHOUT_REDIS = {
    "socket opened": 1,
    "phone fetches and opens, browser told": 1,
    "phone decides, browser told": 1,
    "browser finishes": 1,
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.both_databases
def test_h02_without_redis_a_sign_in_asks_so_much_more_and_nothing_else(settings: Settings) -> None:
    settings.REDIS_URL, settings.CACHES = "", caches("", by_database=True)
    someone_before, person = make_people(2, transport=ClientTransport())
    count_queries(someone_before)

    counted = count_queries(person)

    expected = {step: asked + WITHOUT_REDIS.get(step, 0) for step, asked in QUERIES.items()}
    expected["username sent, page with the number"] += connection.vendor == "postgresql"
    assert {step: counted.queries[step] for step in STEPS} == expected, counted.as_text()


# Of whole ways in, chosen from the list; the phone's own calls and the page that says signed in are among them.
WAYS = {
    ("password",): 33,
    ("passkey",): 40,
    ("password", "phone"): 76,
    ("password", "passkey"): 71,
    ("password", "authenticator_code"): 70,
    ("password", "recovery_code"): 77,
}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL locks rows that SQLite need not")
@pytest.mark.parametrize("path", WAYS, ids=" then ".join)
def test_a_way_in_asks_the_database_no_more_than_this(path: tuple[str, ...], db: None) -> None:
    tenant = make_tenant(methods=list(PROVE), two_step=len(path) > 1)

    counted = count_way(have_everything(tenant), path)

    assert counted.queries.total() == WAYS[path], counted.as_text()
