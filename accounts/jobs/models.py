"""Job: a file that somebody sent; JobPart: some of its rows; JobClaim: what a row of it speaks of."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.clock import WrittenAt
from accounts.encryption import decrypt, encrypt
from accounts.jobs.findings import Finding, Row
from accounts.tenants.models import Tenant
from accounts.tenants.names import NameField
from accounts.users.models import User

PURPOSE = "rows of jobs v1"


class Job(models.Model):
    """A file of many rows. `parts_done` counts in the stage that it is in: looking first, then carrying out."""

    class State(models.TextChoices):
        LOOKING = "looking", _("being looked through")
        LOOKED = "looked", _("looked through")
        CARRYING = "carrying", _("being carried out")
        DONE = "done", _("done")
        CANCELLED = "cancelled", _("cancelled")
        STOPPED = "stopped", _("stopped")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=32)
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="jobs")
    asker = models.ForeignKey(User, on_delete=models.CASCADE, related_name="jobs")
    state = models.CharField(max_length=16, choices=State, default=State.LOOKING)
    file_name = NameField(max_length=80)
    language = models.CharField(max_length=8)  # what came of the rows is said in it
    options = models.JSONField(default=dict)
    ignored = models.JSONField(default=list)  # the headings of columns that mean nothing here
    rows = models.PositiveIntegerField(default=0)
    parts_count = models.PositiveIntegerField(default=0)
    parts_done = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)  # how many rows came out how, in the stage that it is in
    created_at = WrittenAt()
    moved_at = WrittenAt()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=("tenant", "kind", "-created_at"), name="job_of_tenant"),)

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_under_way(self) -> bool:
        return self.state in UNDER_WAY

    @property
    def is_open(self) -> bool:
        """Can it still do something?"""
        return self.is_under_way or self.state == self.State.LOOKED


UNDER_WAY = (Job.State.LOOKING, Job.State.CARRYING)
OPEN = (*UNDER_WAY, Job.State.LOOKED)


class JobPart(models.Model):
    """Some rows of a job in their order, and what came of each; encrypted, for they tell of people."""

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    last_line = models.PositiveIntegerField(default=0)  # of the file
    rows_encrypted = models.TextField()
    findings_encrypted = models.TextField(blank=True)
    counts = models.JSONField(default=dict)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("job", "number"), name="job_part_once"),)

    def __str__(self) -> str:
        return f"part {self.number}"

    @property
    def rows(self) -> list[Row]:
        return [Row(line=line, cells=cells) for line, cells in _opened(self.rows_encrypted)]

    @rows.setter
    def rows(self, rows: list[Row]) -> None:
        self.rows_encrypted = _closed([(row.line, row.cells) for row in rows])

    @property
    def findings(self) -> list[Finding]:
        return [Finding.from_plain(one) for one in _opened(self.findings_encrypted)]

    @findings.setter
    def findings(self, findings: list[Finding]) -> None:
        self.findings_encrypted = _closed([one.plain for one in findings])


class JobClaim(models.Model):
    """What a row speaks of, so that no other row of the file speaks of it too."""

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="claims")
    digest = models.CharField(max_length=64)
    line = models.PositiveIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("job", "digest"), name="job_claim_once"),)

    def __str__(self) -> str:
        return f"line {self.line}"


def _closed(value: Any) -> str:
    return encrypt(json.dumps(value, ensure_ascii=False), purpose=PURPOSE)


def _opened(stored: str) -> Any:
    return json.loads(decrypt(stored, purpose=PURPOSE)) if stored else []
