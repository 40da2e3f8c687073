"""Files sent to the portal, and the worker's part of them done at once."""

from __future__ import annotations

import re

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.jobs.findings import Finding, Row
from accounts.jobs.kinds import kind_called
from accounts.jobs.models import Job
from accounts.jobs.services import begin
from accounts.jobs.table import read_table
from accounts.jobs.working import do_next_part
from accounts.tenants.models import Tenant
from accounts.users.models import User

SEND_TO = re.compile(r'action="(/portal/imports/[^"]+/file/[^"]+/)"')


def page_for(tenant: Tenant, key: str = "people") -> str:
    return f"/portal/imports/{tenant.pk}/{key}/"


def send(client: Client, tenant: Tenant, text: str, *, key: str = "people", **options: str) -> Job:
    """Sends this text as a file from the page of its kind, and has the worker look through it."""
    [address] = SEND_TO.findall(client.get(page_for(tenant, key)).text)
    file = SimpleUploadedFile("people.csv", text.encode(), content_type="text/csv")
    answer = client.post(address, {"file": file, **options})
    assert answer.status_code == 302, answer.text
    return carried(Job.objects.latest("created_at"))


def sent(text: str, *, tenant: Tenant, actor: User, key: str = "people", **options: str) -> Job:
    """The same without a page, not looked through yet."""
    kind = kind_called(key)
    assert kind is not None
    table = read_table(text.encode(), kind=kind)
    return begin(kind, tenant=tenant, actor=actor, table=table, file_name="people.csv", options=options)


def carried(job: Job) -> Job:
    """The job when the worker has nothing more to do with it."""
    while do_next_part(job.pk):
        pass
    return Job.objects.get(pk=job.pk)


def findings_of(job: Job) -> dict[int, Finding]:
    """What came of each row, by its line."""
    return {line: finding for line, (_row, finding) in rows_of(job).items()}


def rows_of(job: Job) -> dict[int, tuple[Row, Finding]]:
    parts = job.parts.order_by("number")
    return {
        row.line: (row, found) for part in parts for row, found in zip(part.rows, part.findings, strict=True)
    }
