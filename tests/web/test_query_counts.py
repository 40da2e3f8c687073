"""How much each step of a sign-in asks of the database: one query more is seen here before it is felt."""

import pytest
from django.db import connection

from tests.load.steps import count_queries
from tests.load.walk import STEPS
from tests.load.world import make_people
from tests.support.carrying import ClientTransport

# What the steps ask and write. Reading the session is not among them: it is in the cache.
QUERIES = {
    # For whom this browser is known: asked of one that was used before, and of no other; and may people sign up?
    "page that asks for the username": 2,
    "username sent": 11,
    "page with the number": 3,
    "socket opened": 1,
    "phone fetches requests": 6,
    "phone says seen, browser told": 4,
    "phone decides, browser told": 11,
    "browser finishes": 14,
    "page that says signed in": 2,
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.both_databases
def test_a_sign_in_asks_the_database_no_more_than_this() -> None:
    someone_before, person = make_people(2, transport=ClientTransport())
    count_queries(someone_before)

    counted = count_queries(person)

    expected = dict(QUERIES)
    # Whoever asks waits for their turn there; SQLite has one writer anyway.
    expected["username sent"] += connection.vendor == "postgresql"
    assert {step: counted.queries[step] for step in STEPS} == expected, counted.as_text()
