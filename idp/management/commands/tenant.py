"""``manage.py tenant export NAME``: what an organisation has set, as a file; ``tenant import NAME FILE`` brings one in.

With ``--dry-run`` it says what a file would change, and changes nothing.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from accounts.refusals import Refusal
from accounts.tenants.models import Tenant
from idp.configuration.document import LARGEST_FILE
from idp.configuration.refusals import CannotBringIn
from idp.configuration.services import bring_in, written


class Command(BaseCommand):
    help = "Writes what an organisation has set as a file without secrets, or brings such a file in."

    def add_arguments(self, parser: CommandParser) -> None:
        does = parser.add_subparsers(dest="does", required=True)
        export = does.add_parser("export", help="writes it to the output")
        brings = does.add_parser("import", help="makes it what the file says, all of it or nothing")
        for one in (export, brings):
            one.add_argument("name", help="the short name of the organisation")
        brings.add_argument("file", help="written by export; - for the input")
        brings.add_argument(
            "--dry-run", action="store_true", help="says what would change, and changes nothing"
        )
        brings.add_argument(
            "--anyway", action="store_true", help="also when somebody loses their last way to sign in"
        )

    def handle(self, *args: Any, does: str, name: str, **options: Any) -> None:
        tenant = Tenant.objects.filter(slug=name).first()
        if tenant is None:
            raise CommandError(_("There is no organisation with this short name: %(name)s") % {"name": name})
        if does == "export":
            self.stdout.write(written(tenant), ending="")
            return
        lines = self._brought_in(tenant, options["file"], options)
        for line in lines or [_("Nothing differs.")]:
            self.stdout.write(line)
        if lines:
            self.stdout.write(_("Nothing was changed.") if options["dry_run"] else _("Saved."))

    def _brought_in(self, tenant: Tenant, file: str, options: dict[str, Any]) -> list[str]:
        try:
            return bring_in(tenant, _text_of(file), is_dry=options["dry_run"], may_lock_out=options["anyway"])
        except CannotBringIn as refused:
            for place, text in refused.problems:
                self.stderr.write(": ".join(filter(None, (place, text))))
            raise CommandError(str(refused.public_text)) from refused
        except Refusal as refused:
            raise CommandError(str(refused.public_text)) from refused


def _text_of(file: str) -> str:
    try:
        if file == "-":
            return sys.stdin.read(LARGEST_FILE + 1)
        with Path(file).open(encoding="utf-8-sig") as opened:
            return opened.read(LARGEST_FILE + 1)
    except (OSError, UnicodeDecodeError) as why:
        raise CommandError(_("The file cannot be read: %(why)s") % {"why": why}) from why
