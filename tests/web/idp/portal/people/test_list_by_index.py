"""However many people there are, the list and its search read them by an index: the page's own queries, explained.

On PostgreSQL, which weighs an index against reading everything; the rows are enough for it to choose.
"""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.users.models import User
from tests.support.people import fill, make_person
from tests.web.idp.portal.conftest import Organisation, SignIn

PEOPLE = 20_000
TABLE = User._meta.db_table

pytestmark = [
    pytest.mark.both_databases,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no figures to choose by"),
]


@pytest.fixture
def many(nordljus: Organisation) -> None:
    """Thousands of people of one organisation, one of them with a name like nobody else's."""
    make_person(nordljus.tenant, "zz", password=None, display_name="Quirinus Xylander")
    fill(nordljus.tenant, PEOPLE)


@pytest.mark.parametrize("query", ["", "q=xylander", "state=blocked", "state=deleted", "p=3"])
def test_nobody_is_read_who_is_not_shown(
    many: None, nordljus: Organisation, sign_in: SignIn, query: str
) -> None:  # E04
    browser = sign_in(nordljus.admin)

    with CaptureQueriesContext(connection) as asked:
        page = browser.get(f"/portal/users/?{query}")

    plans = [_plan_of(one["sql"]) for one in asked if f'FROM "{TABLE}"' in one["sql"]]
    assert page.status_code == 200
    assert [plan for plan in plans if f"Seq Scan on {TABLE}" in plan] == []
    assert "Quirinus" in page.content.decode() or query != "q=xylander"


def _plan_of(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {sql}")
        return "\n".join(row[0] for row in cursor.fetchall())
