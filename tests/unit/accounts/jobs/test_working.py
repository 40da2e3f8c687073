"""Jobs: some rows at a time, each part whole or not at all; nothing twice and nothing lost (E04)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from accounts import clock
from accounts.audit.models import AuditEvent
from accounts.jobs import kinds, services, working
from accounts.jobs.findings import Row
from accounts.jobs.kinds import Asked
from accounts.jobs.models import Job, JobClaim, JobPart
from accounts.tenants.models import Tenant
from accounts.throttle import memory
from accounts.users.models import User
from idp.housekeeping import forget_jobs
from idp.portal.imports.people import KIND
from tests.support.imports import carried, findings_of, sent
from tests.support.people import make_person, make_tenant

pytestmark = pytest.mark.both_databases

FIVE = "username\n" + "".join(f"p{n}@nordljus.example\n" for n in range(5))


@pytest.fixture
def tenant(db: None) -> Tenant:
    return make_tenant("nordljus")


@pytest.fixture
def admin(tenant: Tenant) -> User:
    return make_person(tenant, "admin", role=User.Role.TENANT_ADMIN)


@pytest.fixture(autouse=True)
def two_rows_a_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "ROWS_A_PART", 2)


def confirmed(tenant: Tenant, admin: User) -> Job:
    job = carried(sent(FIVE, tenant=tenant, actor=admin))
    services.confirm(job, actor=admin)
    return Job.objects.get(pk=job.pk)


def added() -> int:
    return User.objects.filter(username__startswith="p").count()


def test_a_part_is_done_whole_and_the_next_one_after_it(tenant: Tenant, admin: User) -> None:
    job = confirmed(tenant, admin)

    counted = []
    while working.do_next_part(job.pk):
        counted.append(added())

    assert counted == [2, 4]
    assert added() == 5


def test_a_worker_that_dies_in_a_part_leaves_none_of_it_and_the_next_goes_on(
    tenant: Tenant, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = confirmed(tenant, admin)
    working.do_next_part(job.pk)

    def dies(asked: Asked, row: Row) -> None:
        KIND.carry_out(asked, row)
        if row.cells["username"].startswith("p3"):
            raise SystemExit

    monkeypatch.setitem(kinds._kinds, KIND.key, replace(KIND, carry_out=dies))
    with pytest.raises(SystemExit):
        working.do_next_part(job.pk)
    assert added() == 2

    monkeypatch.undo()
    assert carried(job).counts == {"add": 5}
    assert added() == 5


def test_a_task_that_runs_twice_does_nothing_twice(tenant: Tenant, admin: User) -> None:
    job = confirmed(tenant, admin)

    working.carry_on.func(str(job.pk))
    working.carry_on.func(str(job.pk))

    assert Job.objects.get(pk=job.pk).counts == {"add": 5}
    assert AuditEvent.objects.filter(tag="user:account:added", subject__username__startswith="p").count() == 5


def test_a_task_is_short_and_another_goes_on(
    tenant: Tenant, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = confirmed(tenant, admin)
    DBTaskResult.objects.all().delete()
    monkeypatch.setattr(working, "PARTS_A_TASK", 1)

    working.carry_on.func(str(job.pk))

    assert added() == 2
    assert DBTaskResult.objects.filter(task_path="accounts.jobs.working.carry_on").count() == 1


def test_what_was_cancelled_on_its_way_stays_done_and_no_more_is(tenant: Tenant, admin: User) -> None:
    job = confirmed(tenant, admin)
    working.do_next_part(job.pk)

    services.cancel(Job.objects.get(pk=job.pk), actor=admin)

    assert carried(job).state == Job.State.CANCELLED
    assert added() == 2
    assert AuditEvent.objects.get(tag="tenant:job:cancelled").details["rows_added"] == 2


def test_it_is_confirmed_once(tenant: Tenant, admin: User) -> None:
    job = confirmed(tenant, admin)

    with pytest.raises(services.OverAlready):
        services.confirm(job, actor=admin)


def test_rows_are_encrypted_at_rest(tenant: Tenant, admin: User) -> None:  # I10
    sent(FIVE, tenant=tenant, actor=admin)

    for part in JobPart.objects.all():
        assert "nordljus.example" not in part.rows_encrypted
        assert part.rows[0].cells["username"].endswith("@nordljus.example")


def test_an_organisation_has_few_files_open_at_once(tenant: Tenant, admin: User) -> None:
    for _n in range(services.MOST_OPEN):
        sent(FIVE, tenant=tenant, actor=admin)

    with pytest.raises(services.TooManyJobs):
        sent(FIVE, tenant=tenant, actor=admin)


def test_what_the_worker_gave_up_is_stopped(tenant: Tenant, admin: User) -> None:
    job = confirmed(tenant, admin)
    working.do_next_part(job.pk)
    services.stop_those_that_stand_still()
    assert Job.objects.get(pk=job.pk).state == Job.State.CARRYING

    Job.objects.update(moved_at=clock.now() - services.STANDS_STILL_AFTER - timedelta(minutes=1))
    services.stop_those_that_stand_still()

    assert Job.objects.get(pk=job.pk).state == Job.State.STOPPED
    assert AuditEvent.objects.filter(tag="tenant:job:stopped").count() == 1


def test_a_file_goes_after_a_week_with_all_that_came_of_it(tenant: Tenant, admin: User) -> None:
    carried(confirmed(tenant, admin))
    forget_jobs()
    assert Job.objects.count() == 1

    Job.objects.update(created_at=clock.now() - services.KEPT - timedelta(minutes=1))
    forget_jobs()

    assert (Job.objects.count(), JobPart.objects.count(), JobClaim.objects.count()) == (0, 0, 0)


def test_the_same_one_is_found_across_parts(tenant: Tenant, admin: User) -> None:
    memory.forget()
    job = carried(sent(FIVE + "p0@nordljus.example\n", tenant=tenant, actor=admin))

    assert findings_of(job)[7].why == "Line 2 of the file is about the same one."
