"""``manage.py verify_backup FILE``: restores a back-up beside the database, looks whether it holds, and forgets it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from idp.backups.ending import ends_in_good_order
from idp.backups.manifest import BackupRefused
from idp.backups.trying import try_out


class Command(BaseCommand):
    help = "Restores a back-up into a database for a moment, and says whether it holds. Ends with 1 when it does not."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            with ends_in_good_order():
                found = try_out(file)
        except BackupRefused as why:
            raise CommandError(str(why)) from why
        for line in found:
            self.stderr.write(line)
        if found:
            sys.exit(1)
        self.stdout.write(f"{file} can be restored, and all of it holds.")
