"""What the program says of its settings when it starts, and says again here."""

from __future__ import annotations

from django.core.checks import ERROR, WARNING, CheckMessage, run_checks
from django.db import DEFAULT_DB_ALIAS

from idp.doctor.found import Found, failed, ok, warning


def as_set() -> Found:
    """Every check of `idp/checks/`, those of the database too."""
    said = run_checks(databases=[DEFAULT_DB_ALIAS])
    if errors := [one for one in said if one.level >= ERROR]:
        return failed(*_together(errors))
    if warnings := [one for one in said if one.level >= WARNING]:
        return warning(*_together(warnings))
    return ok("nothing to say of them")


def _together(said: list[CheckMessage]) -> tuple[str, str]:
    return " ".join(one.msg for one in said), " ".join(one.hint or "" for one in said)
