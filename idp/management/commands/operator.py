"""``manage.py operator USERNAME``: makes (or finds) an operator and prints a link that signs them in once.

With ``--break-glass`` a link that opens the portal whatever the policy says, for when nobody comes in any more.
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.refusals import Refusal
from accounts.tenants.resolve import canonical_username
from idp.operators import break_glass, find_or_make_operator, one_time_address


class Command(BaseCommand):
    help = (
        "Makes the operator of this installation, and prints a link that signs them in once, within an hour."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="for example you@example.org")
        parser.add_argument(
            "--break-glass",
            action="store_true",
            help="when nobody gets in: the link opens the portal itself, within 15 minutes and for half an hour, "
            "whatever the policy says. All operators are told.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            user = find_or_make_operator(canonical_username(options["username"]))
            if options["break_glass"]:
                said = (
                    f"Open this within 15 minutes: it opens the portal as {user.username} for half an hour."
                )
                address = break_glass(user)
            else:
                said = f"Open this within an hour to sign in as {user.username}, then add your phone there:"
                address = one_time_address(user, actor=None)
        except Refusal as refused:
            raise CommandError(str(refused.public_text)) from refused
        self.stdout.write(said)
        self.stdout.write(address)
