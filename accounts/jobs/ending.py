"""How a job ends."""

from __future__ import annotations

from django.db.models.functions import Now

from accounts.audit.log import record
from accounts.jobs import events
from accounts.jobs.findings import Verdict
from accounts.jobs.models import Job
from accounts.users.models import User

SAID = {
    Job.State.DONE: events.DONE,
    Job.State.CANCELLED: events.CANCELLED,
    Job.State.STOPPED: events.STOPPED,
}


def end(locked: Job, state: Job.State, *, actor: User | None) -> None:
    """The job, whose row is held, ends so; one that had changed nothing leaves no rows and no line in the log."""
    had_begun = locked.state == Job.State.CARRYING
    locked.state = state
    locked.claims.all().delete()
    if not had_begun:
        Job.objects.filter(pk=locked.pk).update(state=state, ended_at=Now(), counts={})
        locked.parts.all().delete()
        return
    Job.objects.filter(pk=locked.pk).update(state=state, ended_at=Now())
    numbers = {
        "rows_added": locked.counts.get(Verdict.ADD, 0),
        "rows_changed": locked.counts.get(Verdict.CHANGE, 0),
        "rows_refused": locked.counts.get(Verdict.REFUSED, 0),
    }
    record(SAID[state], tenant=locked.tenant_id, actor=actor, file_name=locked.file_name, **numbers)
