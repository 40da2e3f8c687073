"""``manage.py doctor``: looks at a running installation, from outside and within, and says what helps."""

from __future__ import annotations

import sys
from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from idp.doctor.every import INSIDE, OUTSIDE, inside, outside
from idp.doctor.found import Check
from idp.doctor.looking import look_at_all
from idp.doctor.outside.calling import PORTS, door
from idp.doctor.outside.sockets import HELD_SECONDS, LONGEST_HELD_SECONDS
from idp.doctor.telling import as_json, as_table, is_ill


class Command(BaseCommand):
    help = (
        "Looks at this installation while it runs: from outside, as people come to PUBLIC_URL, and within. Changes "
        "nothing, sends no letter. Ends with 1 when anything failed; each says what helps."
    )
    # They are among what is told.
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--only", choices=(OUTSIDE, INSIDE), help="half of it")
        parser.add_argument("--json", action="store_true", help="for programs")
        parser.add_argument(
            "--held",
            type=_held,
            default=HELD_SECONDS,
            metavar="SECONDS",
            help="how long a socket is held; some 70 to learn whether the proxy cuts silent ones",
        )
        parser.add_argument(
            "--at",
            type=_https,
            metavar="ADDRESS[:PORT]",
            help="connect there, and not where the name of PUBLIC_URL leads: one server of several, or before the DNS",
        )
        parser.add_argument(
            "--plain-at", type=_http, metavar="ADDRESS[:PORT]", help="the same of what comes without https"
        )

    def handle(self, *args: Any, only: str | None, held: float, **options: Any) -> None:
        where = door(at=options["at"], plain_at=options["plain_at"])
        checks: list[Check] = []
        if only != INSIDE:
            checks += outside(where, held=held)
        if only != OUTSIDE:
            checks += inside()
        looked = look_at_all(checks)
        for line in [as_json(looked)] if options["json"] else as_table(looked):
            self.stdout.write(line)
        if is_ill(looked):
            sys.exit(1)


def _held(text: str) -> float:
    seconds = float(text)
    if not 0 < seconds <= LONGEST_HELD_SECONDS:
        raise ArgumentTypeError(f"more than 0, and at most {LONGEST_HELD_SECONDS:.0f} seconds")
    return seconds


def _https(text: str) -> tuple[str, int]:
    return _place(text, PORTS["https"])


def _http(text: str) -> tuple[str, int]:
    return _place(text, PORTS["http"])


def _place(text: str, port: int) -> tuple[str, int]:
    """An address, of IPv6 in brackets where a port follows."""
    if text.count(":") == 1 or text.startswith("["):
        host, _, written = text.rpartition(":") if not text.endswith("]") else (text, "", str(port))
        return host.strip("[]"), int(written)
    return text, port
