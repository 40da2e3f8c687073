"""H05: whoever waits for the turn to migrate keeps nothing back that the one who has it does."""

from __future__ import annotations

from threading import Thread

import psycopg
import pytest
from django.db import connection

from idp.upgrading.turns import turn
from tests.support.waiting import until

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.both_databases,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite makes no index beside writers"),
]


def test_an_index_is_made_concurrently_while_another_waits_for_the_turn() -> None:
    said: list[str] = []
    done: list[str] = []

    def wait_for_it() -> None:
        with turn(connection, said.append):
            done.append("had its turn")

    address = connection.get_connection_params()
    here = {name: address[name] for name in ("dbname", "user", "password", "host", "port") if name in address}
    waits = Thread(target=wait_for_it)
    with turn(connection, said.append), psycopg.connect(**here, autocommit=True) as works:
        waits.start()
        until(lambda: bool(said))
        works.execute("SET statement_timeout = '20s'")

        works.execute("CREATE INDEX CONCURRENTLY of_a_test ON accounts_tenant (id)")
        works.execute("DROP INDEX of_a_test")

        assert not done
    waits.join(20)
    assert done
