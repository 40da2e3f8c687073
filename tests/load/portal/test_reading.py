"""However many people and tries there are, a page reads few of them: its own queries, carried out and explained.

On PostgreSQL, over a filled database. What would be read of an organisation of a million is so many rows as here, for
each bound is small here, and what is over it would be over it there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import estimating
from accounts.users.models import User
from idp.portal.people import stretch
from idp.portal.policy import effect
from tests.load.filling.fill import fill
from tests.load.portal.pages import pages_of
from tests.support.authenticators import authenticator_of
from tests.support.people import make_person, make_tenant
from tests.support.sessions import CODE_PROOF, PASSWORD_PROOF, signed_in

PEOPLE, TRIES = 12_000, 20_000
LOOKED_AT, LOOKED_THROUGH = 100, 200
# Of one table by one query. A page shows fifty; what looks at LOOKED_AT people asks several things of each.
MOST_READ = 2500

pytestmark = [
    pytest.mark.both_databases,
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite does not say how much it reads"),
]


@pytest.fixture
def small_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (estimating, effect):
        monkeypatch.setattr(module, "LOOKED_AT", LOOKED_AT)
    monkeypatch.setattr(estimating, "COUNTED_AT_MOST", 2 * LOOKED_AT)
    monkeypatch.setattr(stretch, "LOOKED_THROUGH", LOOKED_THROUGH)


def test_every_page_reads_few_rows_of_many(small_bounds: None) -> None:  # E04 E12 E13 E14
    tenant = fill(people=PEOPLE, tries=TRIES, say=lambda _line: None)[0].tenant
    operator = make_person(
        make_tenant("operators", methods=("password", "authenticator_code")), "you", role=User.Role.OPERATOR
    )
    admin = User.objects.get(tenant=tenant, role=User.Role.TENANT_ADMIN)
    browsers = {
        who: signed_in(person, PASSWORD_PROOF, CODE_PROOF, device=authenticator_of(person)[1])
        for who, person in (("admin", admin), ("operator", operator))
    }
    with connection.cursor() as cursor:
        # Tables are small here: the planner must take an index where there is one, as it would of large ones.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL jit = off")

    too_much = {}
    for page in pages_of(tenant):
        with CaptureQueriesContext(connection) as asked:
            opened = browsers[page.who]
            answer = opened.post(page.address, dict(page.posted)) if page.posted else opened.get(page.address)
        assert answer.status_code == 200, page.name
        for one in list(asked.captured_queries):
            for table, rows in read_by(one["sql"]):
                if rows > MOST_READ:
                    too_much[page.name, table] = (rows, one["sql"])

    assert too_much == {}


def read_by(sql: str) -> Iterator[tuple[str, float]]:
    """How many rows this query reads of each table."""
    if not sql.startswith("SELECT") or "FOR NO KEY UPDATE" in sql or "FOR UPDATE" in sql:
        return
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}")
        [(told,)] = cursor.fetchall()
    [whole] = told if isinstance(told, list) else json.loads(told)
    yield from _scans(whole["Plan"])


def _scans(plan: dict[str, Any]) -> Iterator[tuple[str, float]]:
    if "Relation Name" in plan:
        rows = plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0)
        yield plan["Relation Name"], rows * plan["Actual Loops"]
    for inner in plan.get("Plans", ()):
        yield from _scans(inner)
