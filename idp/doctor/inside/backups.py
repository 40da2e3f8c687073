"""How old the last back-up is, and the last that was restored to see whether it is good."""

from __future__ import annotations

from datetime import datetime, timedelta

from accounts import clock
from idp.backups import notes
from idp.doctor.found import Found, ok, warning

# One a night, and one night may fail.
MADE_WITHIN = timedelta(days=2)
VERIFIED_WITHIN = timedelta(days=35)


def kept() -> Found:
    """By what `manage.py backup` and `verify_backup` noted; what others make is not known here."""
    made, verified = notes.last_made(), notes.last_verified()
    says = f"made {_ago(made)}, restored to be verified {_ago(verified)}"
    if made is None or clock.now() - made > MADE_WITHIN:
        return warning(
            says,
            "Run manage.py backup FOLDER --keep 14 each night (docs/backups.md). Where something else makes them, "
            "look there.",
        )
    if verified is None or clock.now() - verified > VERIFIED_WITHIN:
        return warning(says, "Run manage.py verify_backup FILE of the last one (docs/backups.md).")
    return ok(says)


def _ago(at: datetime | None) -> str:
    return "never" if at is None else f"{(clock.now() - at).days} days ago"
