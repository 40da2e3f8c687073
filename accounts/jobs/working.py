"""The worker's part of a job: looks through its rows, or carries them out, some at a time."""

from __future__ import annotations

import uuid
from collections import Counter

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task

from accounts.jobs.ending import end
from accounts.jobs.findings import Finding, Row, refused
from accounts.jobs.kinds import Asked, Kind, kind_called
from accounts.jobs.models import UNDER_WAY, Job, JobClaim, JobPart
from accounts.refusals import Refusal
from accounts.secrets import digest_of
from accounts.users.models import User
from accounts.users.roles import may

# After so many another task goes on, so that other work has its turn.
PARTS_A_TASK = 20


@task()
def carry_on(job_id: str) -> None:
    """Goes on with a job. May run twice, and at once: whoever holds the row does the next part, once."""
    for _turn in range(PARTS_A_TASK):
        if not do_next_part(uuid.UUID(job_id)):
            return
    carry_on.enqueue(job_id)


@transaction.atomic
def do_next_part(job_id: uuid.UUID) -> bool:
    """One part of the rows, whole or not at all; tells whether there may be more."""
    jobs = Job.objects.select_for_update(of=("self",), no_key=True).filter(pk=job_id, state__in=UNDER_WAY)
    job = jobs.select_related("tenant__policy").first()
    kind = kind_called(job.kind) if job is not None else None
    if job is None or kind is None:
        return False
    asker = User.objects.select_related("tenant").get(pk=job.asker_id)
    # Asked at each part: whoever has lost the right meanwhile does nothing more by it (T08, T37).
    if not may(asker, kind.act, on=job.tenant) or not asker.tenant.is_active:
        end(job, Job.State.STOPPED, actor=None)
        return False
    part = job.parts.get(number=job.parts_done)
    with translation.override(job.language):
        _do(part, Asked(asker, job.tenant, job.options), job=job, kind=kind)
    job.parts_done += 1
    job.counts = dict(Counter(job.counts) + Counter(part.counts))
    Job.objects.filter(pk=job.pk).update(parts_done=job.parts_done, counts=job.counts, moved_at=Now())
    if job.parts_done < job.parts_count:
        return True
    if job.state == Job.State.LOOKING:
        Job.objects.filter(pk=job.pk).update(state=Job.State.LOOKED)
    else:
        end(job, Job.State.DONE, actor=asker)
    return False


def _do(part: JobPart, asked: Asked, *, job: Job, kind: Kind) -> None:
    """What comes of each row of the part, written down with it."""
    rows = part.rows
    if job.state == Job.State.LOOKING:
        earlier = _spoken_of_before(job, rows, kind)
        findings = [_look(kind, asked, row, earlier.get(row.line, 0)) for row in rows]
    else:
        pairs = zip(rows, part.findings, strict=True)
        findings = [_carry_out(kind, asked, row, shown) for row, shown in pairs]
        part.rows = [kind.kept(row) for row in rows]
    part.findings = findings
    part.counts = dict(Counter(finding.verdict.value for finding in findings))
    part.save(update_fields=["rows_encrypted", "findings_encrypted", "counts"])


def _look(kind: Kind, asked: Asked, row: Row, earlier: int) -> Finding:
    if earlier:
        return refused(_("Line %(line)d of the file is about the same one.") % {"line": earlier})
    try:
        return kind.look(asked, row)
    except Refusal as why:
        return refused(why.public_text)


def _carry_out(kind: Kind, asked: Asked, row: Row, shown: Finding) -> Finding:
    """Do what was shown, and nothing else: what a row was not to do, nobody has said yes to."""
    if not shown.does_something:
        return shown
    try:
        with transaction.atomic():
            if kind.look(asked, row) != shown:
                return refused(_("This has changed since it was looked through, so nothing was done."))
            kind.carry_out(asked, row)
    except Refusal as why:
        return refused(why.public_text)
    except IntegrityError:
        return refused(_("Somebody else did the same at this moment, so nothing was done."))
    return shown


def _spoken_of_before(job: Job, rows: list[Row], kind: Kind) -> dict[int, int]:
    """Of rows that speak of what an earlier one speaks of: by their line, the line of that."""
    digests = {row.line: digest_of(about) for row in rows if (about := kind.about(row))}
    claims = [JobClaim(job=job, digest=digest, line=line) for line, digest in digests.items()]
    JobClaim.objects.bulk_create(claims, ignore_conflicts=True)
    first = dict(job.claims.filter(digest__in=digests.values()).values_list("digest", "line"))
    return {line: first[digest] for line, digest in digests.items() if first[digest] != line}
