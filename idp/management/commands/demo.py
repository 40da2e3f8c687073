"""``manage.py demo``: makes the demo organisation and tells who to be."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from devices.phones.access import standing_accounts
from devices.phones.settings import Unlock
from idp.demo import OPERATOR, PASSWORD, make_demo, people
from idp.operators import find_or_make_operator, one_time_address


class Command(BaseCommand):
    help = "Makes the demo organisation (once) and prints who to be in it."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError(
                "The demo has passwords that everybody knows, so it is not made in production."
            )
        if not settings.DEMO:
            self.stdout.write(
                "  DEMO is off, so nobody was made. Make yourself an operator: manage.py operator you@example.org"
            )
            return
        make_demo()
        for person in people():
            self.stdout.write(f"  {person.username:<26} {person.what}")
        self.stdout.write(f"  Everybody's password: {PASSWORD}")
        operator = find_or_make_operator(OPERATOR, unlock=Unlock.PLATFORM_OR_PIN)
        if not standing_accounts(operator).exists():
            self.stdout.write(
                f"  {operator.username:<26} Runs this installation. Opens once, within an hour:"
            )
            self.stdout.write(f"  {one_time_address(operator, actor=None)}")
