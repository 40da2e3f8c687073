"""Beginning a job, carrying it out and cancelling it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.audit.log import record
from accounts.jobs import events
from accounts.jobs.ending import end
from accounts.jobs.findings import Row
from accounts.jobs.kinds import Kind
from accounts.jobs.models import OPEN, UNDER_WAY, Job, JobPart
from accounts.jobs.table import Table, UnreadableFile
from accounts.jobs.working import carry_on
from accounts.refusals import Refusal
from accounts.tenants.models import Tenant
from accounts.throttle.counting import DAY, Limit, count
from accounts.users.models import User

ROWS_A_PART = 100
PARTS_AT_ONCE = 50
MOST_OPEN = 5
FILES_A_DAY = 50
KEPT = timedelta(days=7)
# Longer than the queue tries again what fails.
STANDS_STILL_AFTER = timedelta(hours=3)


class TooManyJobs(Refusal):
    code = "too_many_jobs"
    status = 409
    public_text = _("Several imports are open already. Finish or cancel one of them first.")


class OverAlready(Refusal):
    code = "job_over"
    status = 409
    public_text = _("It has gone on since, or is over. Look at how it stands now.")


@transaction.atomic
def begin(
    kind: Kind,
    *,
    tenant: Tenant,
    actor: User,
    table: Table,
    file_name: str,
    options: Mapping[str, Any],
) -> Job:
    """Keep the rows of a file, and have them looked through; nothing else is changed by it.

    Raises UnreadableFile, TooManyJobs, TooManyTries.
    """
    if Job.objects.filter(tenant=tenant, state__in=OPEN).count() >= MOST_OPEN:
        raise TooManyJobs(f"{MOST_OPEN} jobs of {tenant}")
    count(Limit(scope="jobs", key=str(tenant.pk), most=FILES_A_DAY, seconds=DAY))
    job = Job(
        kind=kind.key,
        tenant=tenant,
        asker=actor,
        file_name=Job._meta.get_field("file_name").to_python(file_name),
        language=get_language() or "en",
        options=dict(options),
        ignored=table.ignored,
    )
    job.save(force_insert=True)
    _keep_rows(job, table)
    if not job.rows:
        raise UnreadableFile("no rows", text=str(_("There are no rows below the first line of the file.")))
    job.save(update_fields=["rows", "parts_count"])
    carry_on.enqueue(str(job.pk))
    return job


@transaction.atomic
def confirm(job: Job, *, actor: User) -> None:
    """Have done what was shown; only who sent the file, who was shown it. Raises OverAlready."""
    looked = Job.objects.filter(pk=job.pk, state=Job.State.LOOKED, asker=actor)
    if not looked.update(state=Job.State.CARRYING, parts_done=0, counts={}, moved_at=Now()):
        raise OverAlready(f"job {job.pk} is {job.state}")
    record(events.BEGUN, tenant=job.tenant_id, actor=actor, file_name=job.file_name, rows=job.rows)
    carry_on.enqueue(str(job.pk))


@transaction.atomic
def cancel(job: Job, *, actor: User) -> None:
    """Do no more of it; what is done stays done. Raises OverAlready."""
    locked = Job.objects.select_for_update(no_key=True).filter(pk=job.pk, state__in=OPEN).first()
    if locked is None:
        raise OverAlready(f"job {job.pk} is {job.state}")
    end(locked, Job.State.CANCELLED, actor=actor)


def stop_those_that_stand_still() -> None:
    """Ends the jobs that the worker has given up."""
    for job in Job.objects.filter(state__in=UNDER_WAY, moved_at__lt=Now() - STANDS_STILL_AFTER):
        with transaction.atomic():
            locked = Job.objects.select_for_update(no_key=True).filter(pk=job.pk, moved_at=job.moved_at)
            for one in locked.filter(state__in=UNDER_WAY):
                end(one, Job.State.STOPPED, actor=None)


def past() -> QuerySet[Job]:
    """Those whose file is a week old and that do nothing any more."""
    return Job.objects.filter(created_at__lt=Now() - KEPT).exclude(state__in=UNDER_WAY)


def _keep_rows(job: Job, table: Table) -> None:
    """Write the rows down in parts, some at a time; counts both."""
    waiting: list[JobPart] = []
    for rows in _some_of(table.rows):
        waiting.append(JobPart(job=job, number=job.parts_count, last_line=rows[-1].line))
        waiting[-1].rows = rows
        job.parts_count += 1
        job.rows += len(rows)
        if len(waiting) == PARTS_AT_ONCE:
            JobPart.objects.bulk_create(waiting)
            waiting.clear()
    JobPart.objects.bulk_create(waiting)


def _some_of(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while some := list(islice(rows, ROWS_A_PART)):
        yield some
