"""``manage.py attestation_roots add FILE --format packed``: roots of makers, which may vouch for passkeys (E21).

The file holds certificates in PEM; makers publish theirs, and FIDO's metadata has them of many. ``--format`` is the
kind of statement they sign: packed (security keys), tpm, android-key or apple. Certificates of packed statements name
the model they are for; those of the others do not, so say with ``--model``, once or more, for which they vouch.

``list`` shows them with their numbers; ``remove NUMBER`` removes one, and nobody vouches any more for the passkeys that
it vouched for.
"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import clock
from accounts.refusals import Refusal
from devices.passkeys.roots.models import AttestationRoot
from devices.passkeys.roots.services import LARGEST_ROOTS_FILE, add_roots, remove_root
from devices.signatures.passkeys.attesting import FORMATS


class Command(BaseCommand):
    help = "Adds, lists and removes the roots of makers that may vouch for passkeys."

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        add = acts.add_parser("add", help="certificates of a file in PEM")
        add.add_argument("file", type=Path)
        add.add_argument(
            "--format", choices=FORMATS, default="packed", help="the kind of statement they sign"
        )
        add.add_argument("--model", action="append", default=[], help="a model for which they vouch unnamed")
        acts.add_parser("list", help="those that are here, with their numbers")
        remove = acts.add_parser("remove", help="one of them, by its number")
        remove.add_argument("number", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            {"add": self._add, "list": self._list, "remove": self._remove}[options["act"]](options)
        except Refusal as refused:
            raise CommandError(str(refused.public_text)) from refused

    def _add(self, options: dict[str, Any]) -> None:
        added = add_roots(
            _read(options["file"]),
            statement_format=options["format"],
            models=options["model"],
            now=clock.now(),
        )
        for root in added:
            self.stdout.write(_line(root))
        self.stdout.write(f"{len(added)} added")

    def _list(self, options: dict[str, Any]) -> None:
        for root in AttestationRoot.objects.order_by("pk"):
            self.stdout.write(_line(root))

    def _remove(self, options: dict[str, Any]) -> None:
        root = AttestationRoot.objects.filter(pk=options["number"]).first()
        if root is None:
            raise CommandError(f"there is no root {options['number']}")
        count = remove_root(root)
        self.stdout.write(f"removed; nobody vouches any more for {count} passkeys")


def _line(root: AttestationRoot) -> str:
    models = ", ".join(root.aaguids) or "the models that certificates name"
    until = f"{root.not_after:%Y-%m-%d}"
    return f"{root.pk}\t{root.statement_format}\t{until}\t{root.fingerprint[:16]}\t{root.name}\tfor {models}"


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(LARGEST_ROOTS_FILE + 1)
    except OSError as unread:
        raise CommandError(f"the file cannot be read: {unread}") from unread
