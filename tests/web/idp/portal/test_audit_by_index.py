"""However long the log is, what it is filtered by is read from an index: the page's own queries, explained.

On PostgreSQL, which weighs an index against reading everything; the rows are enough for it to choose.
"""

import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.audit.models import AuditEvent
from accounts.policy.events import CHANGED as POLICY_CHANGED
from accounts.signin.events import SIGNED_IN, last_sign_ins
from accounts.users.models import User
from accounts.ways.one_time_link.services import LINK_GRANTED
from devices.approvals.moves import ASKED
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

    assert [plan for plan in plans if not reads_only(plan, "audit_of_subject_by_tag")] == []


def test_the_last_sign_ins_of_a_person_are_found(long_log: None, nordljus: Organisation) -> None:
    with CaptureQueriesContext(connection) as asked:
        last_sign_ins(nordljus.member)

    assert [plan for plan in _plans(asked) if not reads_only(plan, "audit_of_subject_by_tag")] == []


def plans_of(browser: Client, query: str) -> list[str]:
    """How the database answers each query of the page that reads the log."""
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(f"/portal/audit/?{query}").status_code == 200
    plans = _plans(asked)
    assert len(plans) >= 2, "the page counts to the end of the page, and reads it"
    return plans


def _plans(asked: CaptureQueriesContext) -> list[str]:
    plans = []
    with connection.cursor() as cursor:
        for query in list(asked.captured_queries):
            if f'FROM "{TABLE}"' in query["sql"]:
                cursor.execute(f"EXPLAIN {query['sql']}")
                plans.append("\n".join(line for (line,) in cursor.fetchall()))
    return plans


def reads_only(plan: str, index: str) -> bool:
    return index in plan and f"Seq Scan on {TABLE}" not in plan
