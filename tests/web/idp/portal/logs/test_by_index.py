"""However long the logs are, what they are filtered by is read from an index: the pages' own queries, explained.

On PostgreSQL, which weighs an index against reading everything; the rows are enough for it to choose.
"""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import clock
from accounts.audit.models import AuditEvent
from accounts.policy.events import CHANGED as POLICY_CHANGED
from accounts.sign_in_log.models import SignInAttempt
from accounts.signin.events import SIGNED_IN, last_sign_ins
from accounts.users.models import User
from accounts.ways.one_time_link.services import LINK_GRANTED
from devices.approvals.moves import ASKED
from tests.support.kept_log import seal_all
from tests.web.idp.portal.conftest import Organisation, SignIn

EVENTS = 10_000
TABLE = AuditEvent._meta.db_table

pytestmark = [
    pytest.mark.both_databases,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no figures to choose by"),
]


@pytest.fixture
def long_log(nordljus: Organisation) -> None:
    """Thousands of events, half of them here; links are made often elsewhere and once here, the policy changed once."""
    here, elsewhere = nordljus.tenant.pk, uuid.uuid4()
    made = [(event, tenant) for event in (ASKED, SIGNED_IN) for tenant in (here, elsewhere)] * (EVENTS // 4)
    made[:: EVENTS // 200] = [(LINK_GRANTED, elsewhere)] * 200
    made += [(LINK_GRANTED, here), (POLICY_CHANGED, here)]
    AuditEvent.objects.bulk_create(
        AuditEvent(tag=event.tag, kind=event.kind, tenant_id=tenant, subject_id=uuid.uuid4())
        for event, tenant in made
    )
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {TABLE}")


@pytest.mark.parametrize("kind", [LINK_GRANTED.kind, "tenant:"])
def test_an_admin_finds_a_kind(long_log: None, nordljus: Organisation, sign_in: SignIn, kind: str) -> None:
    plans = plans_of(sign_in(nordljus.admin), f"kind={kind}")

    assert [plan for plan in plans if not reads_only(plan, "audit_of_tenant_by_kind")] == []


@pytest.mark.parametrize("kind", [LINK_GRANTED.kind, "tenant:"])
def test_an_operator_finds_a_kind_in_all_organisations(
    long_log: None, operator: User, sign_in: SignIn, kind: str
) -> None:
    plans = plans_of(sign_in(operator), f"kind={kind}")

    assert [plan for plan in plans if not reads_only(plan, "audit_by_kind")] == []


def test_an_admin_finds_a_person(long_log: None, nordljus: Organisation, sign_in: SignIn) -> None:
    plans = plans_of(sign_in(nordljus.admin), f"q={nordljus.member.username}")

    # Whichever of those that begin with the person: where somebody has few rows they cost the same.
    assert [plan for plan in plans if not reads_only(plan, "audit_of_subject")] == []


def test_an_admin_finds_what_somebody_did(
    long_log: None, nordljus: Organisation, sign_in: SignIn
) -> None:  # E13
    plans = plans_of(sign_in(nordljus.admin), f"by={nordljus.admin.username}")

    assert [plan for plan in plans if not reads_only(plan, "audit_by_actor")] == []


@pytest.mark.parametrize("is_sealed", [True, False], ids=["by the seals", "by halving"])
def test_a_span_of_time_is_found_however_long_the_log_is(
    long_log: None, nordljus: Organisation, sign_in: SignIn, *, is_sealed: bool
) -> None:  # E13
    if is_sealed:
        seal_all()
    day = clock.now() - timedelta(days=1)

    plans = plans_of(sign_in(nordljus.admin), f"until={day:%Y-%m-%dT%H:%M}")

    # By whichever index, but up to that number alone; the number itself is looked for before.
    assert [plan for plan in plans if f"Seq Scan on {TABLE}" in plan] == []
    assert "id <= " in plans[-1]


@pytest.fixture
def many_sign_ins(nordljus: Organisation) -> None:
    """Thousands of tries, nearly all alike; of what is asked for there are few, long ago."""
    at, tenants = clock.now(), (nordljus.tenant.pk, uuid.uuid4())
    rare = {
        "result": "denied",
        "method": "access_pass",
        "application": "Payroll",
        "place": "FR",
        "network": "192.0.2.7",
        "browser": "Edge (Windows)",
        "is_new_browser": True,
    }
    common = {
        "result": "signed_in",
        "method": "phone",
        "application": "Mail",
        "place": "SE",
        "network": "192.0.2.9",
    }
    SignInAttempt.objects.bulk_create(
        SignInAttempt(
            tenant_id=tenants[number % 2],
            person_id=nordljus.member.pk if number > EVENTS - 50 else uuid.uuid4(),
            mark=str(number),
            at=at - timedelta(minutes=number),
            last_at=at,
            first_event=number,
            last_event=number,
            **(rare if number > EVENTS - 20 else common),
        )
        for number in range(EVENTS)
    )
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {SignInAttempt._meta.db_table}")


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ("", "attempt_of_tenant"),
        ("q=ann@nordljus.example", "attempt_o"),  # of few it may as well take the one by person and mark
        ("result=denied", "attempt_by_result"),
        ("method=access_pass", "attempt_by_method"),
        ("application=Payroll", "attempt_by_application"),
        ("place=FR", "attempt_by_place"),
        ("network=192.0.2.7", "attempt_by_network"),
        ("browser=Edge+(Windows)", "attempt_by_browser"),
        ("new=yes", "attempt_in_new_browser"),
    ],
)
def test_sign_ins_are_found_by_an_index_for_each_filter(
    query: str, index: str, many_sign_ins: None, nordljus: Organisation, sign_in: SignIn
) -> None:  # E12
    browser, table = sign_in(nordljus.admin), SignInAttempt._meta.db_table
    address = f"/portal/sign-ins/{nordljus.tenant.pk}/?{query}"
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(address).status_code == 200
    (listed,) = [
        q["sql"] for q in asked.captured_queries if f'FROM "{table}"' in q["sql"] and "LIMIT 51" in q["sql"]
    ]
    cursor_at = f"{round((clock.now().timestamp() - 60) * 1e6)}-1"
    with CaptureQueriesContext(connection) as asked_on:
        assert browser.get(f"{address}&before={cursor_at}").status_code == 200
    (next_page,) = [
        q["sql"]
        for q in asked_on.captured_queries
        if f'FROM "{table}"' in q["sql"] and "LIMIT 51" in q["sql"]
    ]

    for sql in (listed, next_page):
        plan = _plan(sql)
        assert index in plan, plan
        assert f"Seq Scan on {table}" not in plan


def test_the_last_sign_ins_of_a_person_are_found(long_log: None, nordljus: Organisation) -> None:
    with CaptureQueriesContext(connection) as asked:
        last_sign_ins(nordljus.member)

    assert [plan for plan in _plans(asked) if not reads_only(plan, "audit_of_subject_by_tag")] == []


def plans_of(browser: Client, query: str) -> list[str]:
    """How the database answers each query of the page that reads the log."""
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(f"/portal/audit/?{query}").status_code == 200
    plans = _plans(asked)
    assert plans, "the page reads the log"
    return plans


def _plans(asked: CaptureQueriesContext) -> list[str]:
    return [
        _plan(query["sql"]) for query in list(asked.captured_queries) if f'FROM "{TABLE}"' in query["sql"]
    ]


def _plan(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {sql}")
        return "\n".join(line for (line,) in cursor.fetchall())


def reads_only(plan: str, index: str) -> bool:
    return index in plan and f"Seq Scan on {TABLE}" not in plan
