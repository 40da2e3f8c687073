"""Where the audit log is written as lines: a file that can be added to, if it is one."""

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks

from idp.worker.lines import STDOUT


def audit_lines_can_be_written(**_kwargs: Any) -> list[checks.CheckMessage]:
    """Of AUDIT_LINES, which names `stdout` or a file by its whole path."""
    if settings.AUDIT_LINES in {"", STDOUT}:
        return []
    path = Path(settings.AUDIT_LINES)
    if not path.is_absolute():
        hint = "Write stdout, or the whole path of a file, such as /var/log/handslag/audit.jsonl."
        return [checks.Error(f"AUDIT_LINES is {settings.AUDIT_LINES!r}.", hint=hint, id="idp.E050")]
    if not _can_be_written(path):
        hint = "Make its folder, and let this program write there; or write stdout."
        return [checks.Error(f"AUDIT_LINES: {path} cannot be written.", hint=hint, id="idp.E051")]
    return []


def _can_be_written(path: Path) -> bool:
    if path.exists():
        return not path.is_dir() and os.access(path, os.W_OK)
    return path.parent.is_dir() and os.access(path.parent, os.W_OK)
