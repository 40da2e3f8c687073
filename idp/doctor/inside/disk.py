"""Room on the disks that this machine writes to."""

from __future__ import annotations

import shutil
from pathlib import Path

from django.conf import settings

from idp.doctor.found import Found, failed, ok, warning

LEAST_FREE = 1024**3
LEAST_FREE_TO_GO_ON = 100 * 1024**2


def room() -> Found:
    """Where files of ours are: the folder of VAR_DIR, and that of the lines of the audit log."""
    places = [settings.VAR_DIR]
    if settings.AUDIT_LINES not in ("", "stdout"):
        places.append(Path(settings.AUDIT_LINES).parent)
    free, place = min((shutil.disk_usage(place).free, str(place)) for place in places if place.exists())
    says = f"{free / 1024**3:.1f} GiB free at {place}"
    remedy = f"Make room on the disk of {place}, and look what fills it."
    if free < LEAST_FREE_TO_GO_ON:
        return failed(says, remedy)
    return warning(says, remedy) if free < LEAST_FREE else ok(says)
