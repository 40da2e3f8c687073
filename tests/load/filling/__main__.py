"""``bin/bench fill``: fills the database of DATABASE_URL, or SQLite's file of VAR_DIR, as a large installation is."""

from __future__ import annotations

import argparse
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "idp.settings.development")

import django

django.setup()

from django.core.management import call_command  # noqa: E402  Django is set up above

from accounts.tenants.models import Tenant  # noqa: E402  likewise
from tests.load.filling.fill import fill  # noqa: E402  likewise

PEOPLE, TRIES = 1_000_000, 10_000_000


def main() -> int:
    """Read the options and fill; 1 where somebody is there whom this would stand beside."""
    options = _options()
    call_command("migrate", verbosity=0)
    if Tenant.objects.exists() and not options.beside:
        _say(
            "There are organisations already. Take an empty database, or add --beside: nothing takes it out again."
        )
        return 1
    fill(people=options.people, tries=options.sign_ins, say=_say)
    _say("The worker seals the log beside the pages.")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bin/bench fill", description="Makes a large installation. docs/bench-full.md explains."
    )
    parser.add_argument("--people", type=_at_least_some, default=PEOPLE, help=f"people ({PEOPLE:,})")
    parser.add_argument(
        "--sign-ins", type=_at_least_some, default=TRIES, help=f"rows of the sign-in log ({TRIES:,})"
    )
    parser.add_argument("--beside", action="store_true", help="also where there are organisations already")
    return parser.parse_args()


def _at_least_some(written: str) -> int:
    number = int(written)
    if number < 100:
        raise argparse.ArgumentTypeError("at least 100")
    return number


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
