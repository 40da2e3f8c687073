"""``manage.py verify_receipt FILE``: says in words what a receipt shows, or why it does not hold (docs/receipts.md)."""

from __future__ import annotations

import sys
from argparse import ArgumentTypeError
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError
from django.utils.translation import gettext as _

from devices.approvals.receipts.trusting import keys_for
from devices.approvals.receipts.words import lines_of, marks_of, why
from devices.signatures.errors import SignatureRejected
from devices.signatures.receipts.keys import LARGEST_FILE, TrustedKeys, read_keys
from devices.signatures.receipts.reading import LARGEST_RECEIPT, VerifiedReceipt, verify_receipt


class Command(BaseCommand):
    help = (
        "Verifies a receipt of an approval. With --keys it needs neither network nor database. "
        "Ends with 1 when it does not hold."
    )
    # It runs where nothing else of Handslag does.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", metavar="FILE", type=_readable, help="the receipt; - reads what is piped in"
        )
        parser.add_argument(
            "--keys",
            metavar="FILE",
            type=_readable,
            action="append",
            help="public keys of an organisation that you trust, as its server publishes them; "
            "without it the database of this server is asked",
        )

    def handle(self, *args: Any, file: Path, keys: list[Path] | None, **options: Any) -> None:
        text = _start_of(file, LARGEST_RECEIPT + 2).decode("utf-8", "replace").rstrip("\r\n")
        try:
            shown = verify_receipt(text, trusted=_given(keys) if keys else keys_for(text))
        except SignatureRejected as refused:
            self._refuse(why(refused))
        except DatabaseError:
            self._refuse(_("The database is not there to ask: give the keys with --keys."))
        else:
            self._say(shown)

    def _refuse(self, because: str) -> None:
        self.stderr.write(_("The receipt does not hold."))
        self.stderr.write(because)
        sys.exit(1)

    def _say(self, shown: VerifiedReceipt) -> None:
        self.stdout.write(_("The receipt holds."))
        times = [(_("Asked at"), shown.asked_at), (_("Approved at"), shown.approved_at)]
        for name, text in [
            *((name, _at(seconds)) for name, seconds in times),
            *lines_of(shown),
            *marks_of(shown),
        ]:
            self.stdout.write(f"{name}: {text}")


def _given(files: list[Path]) -> list[TrustedKeys]:
    return [read_keys(_start_of(one, LARGEST_FILE + 1)) for one in files]


def _start_of(file: Path, most: int) -> bytes:
    """No more than can be right is read: a file may be of any size."""
    if str(file) == "-":
        return sys.stdin.buffer.read(most)
    with file.open("rb") as opened:
        return opened.read(most)


def _readable(path: str) -> Path:
    if path != "-" and not Path(path).is_file():
        raise ArgumentTypeError(_("There is no file %(path)s.") % {"path": path})
    return Path(path)


def _at(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S} UTC"
