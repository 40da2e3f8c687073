"""The audit log as lines of JSON, for a system that watches many: to a file or to standard output (E17).

A reader of the log (accounts.audit.readers), so each event comes once its place is settled, in order, from the first
on; how far that has come is noted once the lines are written. A worker that is killed in between writes some of them
again, and never leaves one out.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.db.models import prefetch_related_objects

from accounts.audit.models import AuditEvent
from accounts.audit.readers import Reader, register
from accounts.hooks.body import body_of

STDOUT = "stdout"
# Its owner writes, the group of whatever carries the lines on reads.
MODE = 0o640


def write(events: Sequence[AuditEvent]) -> None:
    """Writes a line for each event where AUDIT_LINES says; all of them, or none that stays."""
    prefetch_related_objects(events, "tenant", "subject", "actor")
    lines = b"".join(body_of(event) + b"\n" for event in events)
    if settings.AUDIT_LINES == STDOUT:
        sys.stdout.buffer.write(lines)
        sys.stdout.buffer.flush()
    else:
        append(Path(settings.AUDIT_LINES), lines)


def append(path: Path, lines: bytes) -> None:
    """Adds to the file, on the disk when this returns; opened each time, so turning it over is a rename."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, MODE), "ab", buffering=0) as file:
        before = file.seek(0, os.SEEK_END)
        try:
            _write_all(file.fileno(), lines)
            os.fsync(file.fileno())
        except OSError:
            # A full disk: half a line would spoil the next one.
            file.truncate(before)
            raise


def _write_all(file: int, lines: bytes) -> None:
    rest = memoryview(lines)
    while rest:
        rest = rest[os.write(file, rest) :]


READER = Reader("lines", write)


def begin() -> None:
    """Called once, when the program starts: lines are written where somebody says so."""
    if settings.AUDIT_LINES:
        register(READER)
