"""``manage.py make_push_keys``: makes the key by which browsers' push services know this installation."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from devices.push.keys import services


class Command(BaseCommand):
    help = (
        "Makes the key for notifications to browsers (Web Push), unless there is one. With --new another: phones take "
        "it when they are next opened, and are woken by the one before until then."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--new", action="store_true", help="also when there is one")

    def handle(self, *args: Any, **options: Any) -> None:
        services.forget()
        there = services.newest()
        if there and not options["new"]:
            self.say(f"There is a key already: {there}", options)
        else:
            self.say(f"Phones subscribe with this key from now on: {services.make()}", options)

    def say(self, words: str, options: dict[str, Any]) -> None:
        """Nothing where it is one of many steps."""
        if options["verbosity"]:
            self.stdout.write(words)
