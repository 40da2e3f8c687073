"""``manage.py code_generators ORGANISATION FILE``: puts a maker's list of code generators into an organisation.

The file is CSV, with the columns ``upn,serial number,secret key,time interval`` in its first line, others ignored. A
row with a username is handed out to that person; one without is nobody's, and whoever has it in the hand claims it at
Security info. Each row that cannot be taken is named with the reason, and the others are taken.

Without a file it lists the serial numbers that are nobody's; ``--remove SERIAL`` takes one of them out of the list.
"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.refusals import Refusal
from accounts.tenants.models import Tenant
from accounts.tenants.resolve import canonical_username
from accounts.users.access import users_in
from devices.code_generators.listing import Listed, UnreadableRow, read_row, rows_of
from devices.code_generators.services import give, keep_unclaimed, remove_unclaimed, unclaimed_of

LARGEST_FILE = 4 * 1024 * 1024


class Command(BaseCommand):
    help = (
        "Puts a list of code generators (CSV) into an organisation: handed out to people, or to be claimed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("organisation", help="one of its domains, for example nordljus.example")
        parser.add_argument(
            "file", type=Path, nargs="?", help="CSV: upn,serial number,secret key,time interval"
        )
        parser.add_argument("--remove", metavar="SERIAL", help="take one that is nobody's out of the list")

    def handle(self, *args: Any, **options: Any) -> None:
        tenant = Tenant.objects.filter(domains__name=options["organisation"]).first()
        if tenant is None:
            raise CommandError(f"no organisation has the domain {options['organisation']}")
        if options["remove"]:
            self._remove(tenant, options["remove"])
        elif options["file"] is None:
            for one in unclaimed_of(tenant):
                self.stdout.write(one.name)
        else:
            self._take_all(tenant, options["file"])

    def _remove(self, tenant: Tenant, serial: str) -> None:
        if not remove_unclaimed(tenant, serial=serial, actor=None):
            raise CommandError(f"{serial} is not among those that are nobody's")
        self.stdout.write(f"{serial} is in the list no more")

    def _take_all(self, tenant: Tenant, file: Path) -> None:
        taken = refused = 0
        try:
            for line, row in rows_of(_read(file).splitlines()):
                why = _take(tenant, row)
                if why:
                    self.stderr.write(f"line {line}: {why}")
                refused, taken = refused + bool(why), taken + (not why)
        except UnreadableRow as unreadable:
            raise CommandError(str(unreadable)) from None
        self.stdout.write(f"{taken} taken, {refused} not")


def _read(file: Path) -> str:
    try:
        if file.stat().st_size > LARGEST_FILE:
            raise CommandError("the file is larger than 4 MiB: split it")
        return file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as unread:
        raise CommandError(f"the file cannot be read: {unread}") from unread


def _take(tenant: Tenant, row: dict[str, str]) -> str:
    """Take one row; return why not, "" when it was taken."""
    try:
        _keep(tenant, read_row(row))
    except UnreadableRow as unreadable:
        return str(unreadable)
    except Refusal as refused:
        return str(refused.public_text)
    return ""


def _keep(tenant: Tenant, listed: Listed) -> None:
    if not listed.username:
        keep_unclaimed(tenant, serial=listed.serial, made=listed.made, actor=None)
        return
    person = users_in(tenant).filter(username=canonical_username(listed.username)).first()
    if person is None:
        raise UnreadableRow("nobody of this organisation has that username")
    give(person, serial=listed.serial, made=listed.made, actor=None)
