"""``manage.py rotate_secrets``: moves everything from earlier SECRET_KEYs to the present one."""

from __future__ import annotations

import sys
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from accounts import clock
from idp.rotation.services import Left, Moved, left, move

# Sign-ins, requests, codes and questions on their way: all of them are over by then.
OVERLAP = timedelta(days=1)


class Command(BaseCommand):
    help = (
        "Encrypts under SECRET_KEY what stands in the database under SECRET_KEY_FALLBACKS, and says when those may be "
        "taken out. People sign in meanwhile; ended in the middle it is begun again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="only say what is under earlier keys")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        moved = Moved() if check else move()
        if not check:
            self._tell(moved)
        self._tell_left(left(), unreadable=moved.unreadable)

    def _tell(self, moved: Moved) -> None:
        for name, counted in moved.encrypted.items():
            if counted.moved or counted.unreadable:
                words = f"{name}: {counted.moved} encrypted anew, {counted.stood} stood under the present key"
                self.stdout.write(
                    words + (f", {counted.unreadable} read by no key" if counted.unreadable else "")
                )
        self.stdout.write(f"Sessions moved: {moved.sessions}. Grants of applications moved: {moved.grants}.")
        self.stdout.write(f"Keys kept for digests that last: {moved.lasting}.")

    def _tell_left(self, found: Left, *, unreadable: int) -> None:
        if unreadable:
            self.stderr.write(f"No key reads {unreadable} values. Put the key they were written with back.")
            sys.exit(1)
        if found:
            self.stderr.write(
                f"Still under earlier keys: {found.encrypted} encrypted values, {found.marked} sessions and grants, "
                f"{found.letters} letters on their way. Keep SECRET_KEY_FALLBACKS, and run this again."
            )
            sys.exit(1)
        if not settings.SECRET_KEY_FALLBACKS:
            self.stdout.write("Everything is under SECRET_KEY, and no earlier key is set.")
            return
        when = clock.now() + OVERLAP
        self.stdout.write(
            f"Everything is under SECRET_KEY. SECRET_KEY_FALLBACKS may be taken out from {when:%Y-%m-%d %H:%M} UTC on, "
            "if no server writes under an earlier key any more."
        )
