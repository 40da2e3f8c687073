"""The audit log as lines of JSON: every event, in order, none left out whatever stops (E17)."""

from __future__ import annotations

import errno
import json
import os
import stat
import uuid
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from accounts.audit import readers
from accounts.audit.log import record
from accounts.audit.models import AuditEvent
from accounts.users.events import CHANGED
from accounts.users.models import User
from idp.worker import lines
from idp.worker.log import keep_up

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture(autouse=True)
def only_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "_readers", [])


@pytest.fixture
def path(tmp_path: Path, settings: Settings) -> Path:
    settings.AUDIT_LINES = str(tmp_path / "audit.jsonl")
    lines.begin()
    return tmp_path / "audit.jsonl"


def happen(ann: User, times: int = 1, **details: Any) -> None:
    for _ in range(times):
        record(CHANGED, tenant=ann.tenant, subject=ann, **details)


def numbers(path: Path) -> list[int]:
    return [json.loads(line)["data"]["number"] for line in path.read_text().splitlines()]


def every_number() -> list[int]:
    return list(AuditEvent.objects.order_by("pk").values_list("pk", flat=True))


def test_every_event_is_a_line_from_the_first_on(ann: User, path: Path) -> None:  # E17
    happen(ann, 3)

    keep_up()

    assert numbers(path) == every_number()
    said = json.loads(path.read_text().splitlines()[-1])
    assert said["type"] == "user:account:changed"
    assert said["data"]["person"] == {"id": str(ann.pk), "username": ann.username}
    assert said["data"]["organisation"] == {"id": str(ann.tenant_id), "name": ann.tenant.name}


def test_each_comes_once_over_turns(ann: User, path: Path) -> None:  # E17
    happen(ann, 2)
    keep_up()
    happen(ann, 2)

    keep_up()
    keep_up()

    assert numbers(path) == every_number()


def test_a_name_breaks_no_line(ann: User, path: Path) -> None:  # E17 T26
    happen(ann, phone="a\nb\u2028c\u202ed")

    keep_up()

    text = path.read_bytes()
    assert text.isascii()
    assert text.count(b"\n") == len(every_number())


def test_of_somebody_who_is_gone_the_id_is_told(ann: User, path: Path) -> None:  # E17
    gone = uuid.uuid4()
    record(CHANGED, tenant=ann.tenant, subject=gone)

    keep_up()

    said = json.loads(path.read_text().splitlines()[-1])
    assert said["data"]["person"] == {"id": str(gone), "username": None}


def test_on_a_full_disk_nothing_is_lost_and_no_line_is_half(
    ann: User, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # E17
    happen(ann)
    keep_up()
    happen(ann, 2)
    with monkeypatch.context() as full:
        full.setattr(lines, "_write_all", _fill_the_disk)
        with pytest.raises(OSError, match="No space"):
            keep_up()
    before = path.read_text()

    keep_up()

    assert before.endswith("\n")
    assert numbers(path) == every_number()


def _fill_the_disk(file: int, written: bytes) -> None:
    os.write(file, written[:20])
    raise OSError(errno.ENOSPC, "No space left on device")


def test_where_it_cannot_be_opened_it_waits(ann: User, path: Path, settings: Settings) -> None:  # E17
    happen(ann, 2)
    settings.AUDIT_LINES = str(path.parent / "gone" / "audit.jsonl")
    with pytest.raises(FileNotFoundError):
        keep_up()

    settings.AUDIT_LINES = str(path)
    keep_up()

    assert numbers(path) == every_number()


def test_a_file_that_was_turned_over_is_made_anew(ann: User, path: Path) -> None:  # E17
    happen(ann)
    keep_up()
    path.rename(path.with_suffix(".1"))
    happen(ann)

    keep_up()

    assert numbers(path.with_suffix(".1")) + numbers(path) == every_number()
    assert stat.S_IMODE(path.stat().st_mode) & 0o007 == 0


def test_it_can_be_standard_output(
    ann: User, settings: Settings, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:  # E17
    settings.AUDIT_LINES = "stdout"
    lines.begin()
    happen(ann)

    keep_up()

    written = capfdbinary.readouterr().out.splitlines()
    assert [json.loads(line)["data"]["number"] for line in written] == every_number()


def test_where_nobody_wants_them_nothing_is_read(ann: User, settings: Settings) -> None:  # E17
    settings.AUDIT_LINES = ""
    lines.begin()

    assert readers.registered() == ()
