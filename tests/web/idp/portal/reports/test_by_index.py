"""However many people there are, the reports look at some of them, by an index, and at each of these once.

On PostgreSQL, which weighs an index against reading everything; the rows are enough for it to choose.
"""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.many.by_index import by_index
from accounts.many.estimating import COUNTED_AT_MOST, Some, look_at
from accounts.sign_in_log.models import SignInsOfDay
from accounts.users.access import users_in
from accounts.users.models import User
from tests.support.people import fill
from tests.web.idp.portal.conftest import Organisation, SignIn

PEOPLE = 2 * COUNTED_AT_MOST
TABLE = User._meta.db_table

pytestmark = [
    pytest.mark.both_databases,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no figures to choose by"),
]


@pytest.fixture
def many(nordljus: Organisation) -> None:
    """More people than are counted one by one."""
    fill(nordljus.tenant, PEOPLE)


def test_some_of_many_are_looked_at_and_each_once_for_all_reports(
    many: None, nordljus: Organisation, sign_in: SignIn
) -> None:  # E14
    browser = sign_in(nordljus.admin)

    with CaptureQueriesContext(connection) as asked:
        page = browser.get(f"/portal/reports/{nordljus.tenant.pk}/")

    counted = [one["sql"] for one in asked if f'COUNT("{TABLE}"."id")' in one["sql"]]
    assert page.status_code == 200
    assert len(counted) == 1, counted
    assert counted[0].count('FROM "devices_passkey"') == 1
    [of_days] = [one["sql"] for one in asked if f'FROM "{SignInsOfDay._meta.db_table}"' in one["sql"]]
    order = [one["sql"] for one in asked]
    held = next(n for n, sql in enumerate(order) if "enable_seqscan = off" in sql)
    assert order.index(of_days) < held < order.index(counted[0]), (
        "many rows are read with memory, few by index"
    )
    plan = _plan_of(counted[0])
    assert f"Seq Scan on {TABLE}" not in plan
    assert "id < " in plan, "of those whose ids are the lowest"
    [of_phones] = [sql for sql in order if 'COUNT("devices_phoneaccount"."id")' in sql]
    plan = _plan_of(of_phones)
    assert "Seq Scan" not in plan
    assert len(re.findall(f"on {TABLE}", plan)) == 1, "whose they are is looked up once"
    assert re.search("Index Cond: .*id < ", plan)


def test_those_who_are_named_are_found_among_those_who_are_looked_at(
    many: None, nordljus: Organisation
) -> None:  # E23
    everybody = users_in(nordljus.tenant)
    looked = look_at(everybody)

    with by_index(), CaptureQueriesContext(connection) as asked:
        about, names = Some(looked.among(everybody), looked).named(10)

    assert abs(about - PEOPLE) < PEOPLE / 10
    assert len(names) == 10
    assert re.search("Index Cond: .*id < ", _plan_of(asked[0]["sql"])), "not by names, past everybody"


def _plan_of(sql: str) -> str:
    with by_index(), connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {sql}")
        return "\n".join(row[0] for row in cursor.fetchall())
