"""``manage.py backup FOLDER``: makes a back-up of the database while it is used."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from idp.backups.ending import ends_in_good_order
from idp.backups.making import back_up
from idp.backups.manifest import BackupRefused


class Command(BaseCommand):
    help = (
        "Makes a back-up of the database in a folder, with a manifest beside it, while people sign in. SECRET_KEY is "
        "not in it, and is kept apart."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument(
            "--keep",
            type=_at_least_one,
            metavar="N",
            help="of the back-ups in this folder keep only the newest N",
        )

    def handle(self, *args: Any, folder: Path, keep: int | None, **options: Any) -> None:
        try:
            with ends_in_good_order():
                made = back_up(folder, keep=keep)
        except BackupRefused as why:
            raise CommandError(str(why)) from why
        self.stdout.write(f"{made}")


def _at_least_one(written: str) -> int:
    if not (written.isdecimal() and int(written)):
        raise argparse.ArgumentTypeError("a number from 1 on")
    return int(written)
