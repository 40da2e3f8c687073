"""When a back-up was last made, and last restored to see whether it is good."""

from __future__ import annotations

from datetime import datetime

from accounts import clock
from idp.backups.models import BackupNote

MADE, VERIFIED = BackupNote.What.MADE, BackupNote.What.VERIFIED


def note(what: BackupNote.What, name: str) -> None:
    """Note that this was done now."""
    BackupNote.objects.update_or_create(pk=what, defaults={"name": name, "at": clock.now()})


def last_made() -> datetime | None:
    """Return when a back-up was last made; None: never."""
    return _when(MADE)


def last_verified() -> datetime | None:
    """Return when one was last restored and found whole; None: never."""
    return _when(VERIFIED)


def _when(what: BackupNote.What) -> datetime | None:
    return BackupNote.objects.filter(pk=what).values_list("at", flat=True).first()
