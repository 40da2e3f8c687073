"""``manage.py demo``: makes the demo organisation and tells who to be."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from idp.demo import PASSWORD, make_demo, people


class Command(BaseCommand):
    help = "Makes the demo organisation (once) and prints who to be in it."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError(
                "The demo has passwords that everybody knows, so it is not made in production."
            )
        make_demo()
        for person in people():
            self.stdout.write(f"  {person.username:<26} {person.what}")
        self.stdout.write(f"  Everybody's password: {PASSWORD}")
