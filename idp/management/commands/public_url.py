"""``manage.py public_url``: at which address people know this installation, what another one ends, and accepting it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from idp.upgrading.address import Address, accept, what_ends, what_stays


class Command(BaseCommand):
    help = (
        "Says what the address of these settings ends, if it is another than people know; --accept takes it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--accept", action="store_true", help="take it, whatever it ends")

    def handle(self, *args: Any, **options: Any) -> None:
        before, now = Address.by_database(), Address.by_settings()
        if before is not None:
            self.stdout.write(
                f"People know it as {before.public_url}, with passkeys for {before.passkey_host}."
            )
        if before is not None and before != now:
            self.stdout.write(
                f"The settings say {now.public_url}, with passkeys for {now.passkey_host}. That ends"
            )
            self.stdout.writelines(f"  - {one}\n" for one in what_ends(before, now) or ["nothing"])
            self.stdout.write(f"What stays: {', '.join(what_stays(before, now))}.")
        if options["accept"]:
            accept()
            self.stdout.write(f"From now on it is {now.public_url}. Start every server anew.")
