"""``manage.py operator USERNAME``: makes (or finds) an operator and prints a link that signs them in once."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.refusals import Refusal
from accounts.tenants.resolve import canonical_username
from idp.operators import find_or_make_operator, one_time_address


class Command(BaseCommand):
    help = (
        "Makes the operator of this installation, and prints a link that signs them in once, within an hour."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="for example you@example.org")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            user = find_or_make_operator(canonical_username(options["username"]))
        except Refusal as refused:
            raise CommandError(str(refused.public_text)) from refused
        self.stdout.write(
            f"Open this within an hour to sign in as {user.username}, then add your phone there:"
        )
        self.stdout.write(one_time_address(user, actor=None))
