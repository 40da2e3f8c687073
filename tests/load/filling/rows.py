"""Many tries to sign in and their events, made by PostgreSQL: 90 days of them, spread as real ones are."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import connection

EVENTS_OF_A_TRY = 2
DAYS = 90
TRIES = """
    INSERT INTO accounts_signinattempt (tenant_id, person_id, mark, at, last_at, first_event, last_event, result,
        reason, method, methods, application, browser, is_new_browser, is_again, address, network, place, needed)
    SELECT %(tenant)s, (%(people)s::uuid[])[1 + n %% %(count)s], %(rows)s || '-' || n, at, at, n * 2, n * 2 + 1,
        CASE WHEN n %% 50 = 0 THEN 'refused' WHEN n %% 997 = 0 THEN 'denied' ELSE 'signed_in' END, '',
        CASE WHEN n %% 10 = 0 THEN 'password' WHEN n %% 9973 = 0 THEN 'access_pass' ELSE 'phone' END, '["phone"]',
        CASE WHEN n %% 3 = 0 THEN 'Payroll' ELSE 'Mail' END, 'Firefox (Linux)', n %% 40 = 0, false,
        '192.0.2.' || n %% 250, '192.0.2.' || n %% 250, CASE WHEN n %% 499 = 0 THEN 'FR' ELSE 'SE' END, '["one_step"]'
    FROM (SELECT n, now() - n * (interval '1 day' * %(days)s / %(rows)s) AS at
          FROM generate_series(1, %(rows)s) AS n) AS made
"""
EVENTS = """
    INSERT INTO accounts_auditevent (at, tag, kind, tenant_id, subject_id, actor_id, details)
    SELECT now() - (%(rows)s - n) * (interval '1 day' * %(days)s / %(rows)s), tag, 'user:sign_in', %(tenant)s, person,
        person, jsonb_build_object('sign_in', %(rows)s || '-' || n, 'method', 'phone', 'browser', 'Firefox (Linux)')
    FROM (SELECT n, (%(people)s::uuid[])[1 + n %% %(count)s] AS person,
              CASE WHEN n %% 2 = 0 THEN 'user:sign_in:succeeded' ELSE 'user:sign_in:refused' END AS tag
          FROM generate_series(1, %(rows)s) AS n) AS made
"""
COUNTS = """
    INSERT INTO accounts_signinsofday (tenant_id, day, method, result, application, place, count)
    SELECT tenant_id, (at AT TIME ZONE 'UTC')::date, method, result, application, place, count(*)
    FROM accounts_signinattempt GROUP BY 1, 2, 3, 4, 5, 6
"""


def fill(tenant: UUID, people: list[UUID], *, tries: int) -> None:
    """Adds so many tries of these people, and twice as many events; the worker's readers count as having read them."""
    given: dict[str, Any] = {"tenant": tenant, "people": people, "count": len(people), "days": DAYS}
    with connection.cursor() as cursor:
        cursor.execute(TRIES, {**given, "rows": tries})
        cursor.execute(EVENTS, {**given, "rows": tries * EVENTS_OF_A_TRY})
        cursor.execute("TRUNCATE accounts_signinsofday")
        cursor.execute(COUNTS)
        cursor.execute(
            "INSERT INTO accounts_logreader (name, upto) SELECT name, (SELECT max(id) FROM accounts_auditevent)"
            " FROM (VALUES ('sign_ins'), ('evidence')) AS readers (name)"
            " ON CONFLICT (name) DO UPDATE SET upto = excluded.upto"
        )
        cursor.execute("ANALYZE")
