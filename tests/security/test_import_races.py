"""Several workers with one file at once: each row is carried out once (E04)."""

from __future__ import annotations

import functools

import pytest

from accounts.audit.models import AuditEvent
from accounts.jobs import services
from accounts.jobs.models import Job
from accounts.jobs.working import do_next_part
from accounts.tenants.models import Tenant
from accounts.users.models import User
from tests.support.at_once import Crowd
from tests.support.imports import carried, sent
from tests.support.people import make_person, make_tenant

pytestmark = pytest.mark.both_databases
ROWS = "username\n" + "".join(f"p{n}@nordljus.example\n" for n in range(6))


@pytest.fixture
def nordljus(transactional_db: None) -> Tenant:
    return make_tenant()


def test_several_workers_at_once_carry_each_row_out_once(
    nordljus: Tenant, threads: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "ROWS_A_PART", 2)
    admin = make_person(nordljus, "admin", role=User.Role.TENANT_ADMIN)
    job = carried(sent(ROWS, tenant=nordljus, actor=admin))
    services.confirm(job, actor=admin)

    while any(threads.run([functools.partial(do_next_part, job.pk)] * 4)):
        pass

    assert Job.objects.get(pk=job.pk).counts == {"add": 6}
    assert AuditEvent.objects.filter(tag="tenant:job:done").count() == 1
    assert AuditEvent.objects.filter(tag="user:account:added", subject__username__startswith="p").count() == 6
