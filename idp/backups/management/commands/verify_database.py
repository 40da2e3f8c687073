"""``manage.py verify_database``: says what in the database is not as it must be."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from idp.invariants.whole import problems


class Command(BaseCommand):
    help = (
        "Reads the whole database and says what does not hold: requests against the log and their signatures, the "
        "seals of the log, one organisation's things with another's, secrets in the log, what no SECRET_KEY reads. "
        "Ends with 1 when anything is wrong."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        found = 0
        for line in problems():
            found += 1
            self.stderr.write(line)
        if found:
            sys.exit(1)
        self.stdout.write("All of it holds.")
