"""``manage.py restore FILE``: restores a back-up into an empty database, and looks whether it holds."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from idp.backups.manifest import BackupRefused
from idp.backups.restoring import restore
from idp.invariants.whole import problems


class Command(BaseCommand):
    help = (
        "Restores a back-up into the empty database that the settings name. Sessions, requests and links that stood "
        "open in it end: people sign in again, with the phones they have."
    )
    # They ask the tables, which are not there yet.
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            manifest, settled = restore(file)
        except BackupRefused as why:
            raise CommandError(str(why)) from why
        self.stdout.write(
            f"Restored as of {manifest.when:%Y-%m-%d %H:%M:%S} UTC, of release {manifest.release}. Ended: "
            f"{settled.sessions} sessions, {settled.requests} requests, {settled.grants} grants of applications, "
            f"{settled.handed_out} passes and links. {settled.phones} phones are known by their keys."
        )
        self.stdout.write(
            "Whatever was taken away since then stands again: phones and people removed, API tokens revoked, "
            "recovery codes used, roles changed. docs/backups.md says what to look at."
        )
        if manifest.public_url != settings.PUBLIC_URL:
            self.stderr.write(
                f"It was made at {manifest.public_url}, and PUBLIC_URL is {settings.PUBLIC_URL}."
            )
        found = list(problems())
        for line in found:
            self.stderr.write(line)
        if found:
            self.stderr.write("What was restored does not hold: do not serve it before you know why.")
            sys.exit(1)
        self.stdout.write("All of it holds.")
