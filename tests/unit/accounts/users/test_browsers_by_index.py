"""However many browsers are known, whom one is known for is found by an index: the question itself, explained.

On PostgreSQL, which weighs an index against reading everything; the rows are enough for it to choose.
"""

from __future__ import annotations

import secrets

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.secrets import digest_of
from accounts.users.browsers import BROWSER_COOKIE, accounts_of, entry_of
from accounts.users.models import KnownBrowser
from tests.support.people import make_person, make_tenant

BROWSERS = 10_000
TABLE = KnownBrowser._meta.db_table

pytestmark = [
    pytest.mark.both_databases,
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no figures to choose by"),
]


def test_whom_a_browser_is_known_for_is_found_by_its_digest_alone() -> None:  # A23
    person, secret = make_person(make_tenant(), "ann", password=None), secrets.token_urlsafe(32)
    KnownBrowser.objects.bulk_create(
        KnownBrowser(user=person, browser_digest=digest, last_method="password", last_used_at=timezone.now())
        for digest in (digest_of(secret), *(f"{n:064}" for n in range(BROWSERS)))
    )
    request = RequestFactory().get("/sign-in/")
    request.COOKIES[BROWSER_COOKIE.name] = entry_of(person, secret)

    with connection.cursor() as cursor, CaptureQueriesContext(connection) as asked:
        cursor.execute(f"ANALYZE {TABLE}")
        found = accounts_of(request)

    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {asked[-1]['sql']}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert [one.user for one in found] == [person]
    assert "browser_by_digest" in plan, plan
