"""``manage.py serve``: the server, one process or several, with the options it must have."""

import argparse
import logging
import os
import sys
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from idp.checks.this_machine import listens_elsewhere
from idp.server.launcher import serve, serve_handed
from idp.server.parent import MOST_WORKERS, UP, serve_many
from idp.telemetry.exposing import expose
from idp.upgrading.release import version

log = logging.getLogger("handslag.serve")


class Command(BaseCommand):
    help = "Serves pages, phones and sockets, until it is stopped."
    # The application asks them by itself, and says what to do instead.
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
        parser.add_argument(
            "--workers",
            type=int,
            default=int(os.environ.get("WORKERS", "1")),
            help=f"how many processes serve, up to {MOST_WORKERS}; about as many as there are processors",
        )
        # By a parent: which of its servers this is, and what it opened, its line and then the sockets to listen at.
        parser.add_argument("--place", type=int, default=0, help=argparse.SUPPRESS)
        parser.add_argument("--handed", nargs="+", type=int, help=argparse.SUPPRESS)

    def handle(
        self, *args: Any, host: str, port: int, workers: int, place: int, handed: list[int], **options: Any
    ) -> None:
        if handed:
            parent, *listeners = handed
            serve_handed(_application(), place=place, parent=parent, listeners=listeners, up=UP)
            return
        if workers != 1:
            _refuse_where_they_would_not_share(workers)
        _refuse_other_machines(host)
        log.info("Handslag %s, at %s, port %d", version(), host, port)
        expose()
        if workers > 1:
            sys.exit(_many(host, port, workers))
        serve(_application(), host=host, port=port)


def _application() -> Any:
    # Only now: loading it refuses to start what is unsafe, and every other command must still run.
    return import_module("idp.asgi").application


def _many(host: str, port: int, workers: int) -> int:
    try:
        return serve_many(host=host, port=port, workers=workers)
    except OSError as reason:
        raise CommandError(f"Handslag cannot listen at {host}, port {port}: {reason}") from reason


def _refuse_other_machines(host: str) -> None:
    if refused := listens_elsewhere(host):
        raise CommandError(f"Handslag does not start like this.\n\n{refused[0]}")


def _refuse_where_they_would_not_share(workers: int) -> None:
    if not 1 <= workers <= MOST_WORKERS:
        raise CommandError(f"--workers takes a number from 1 to {MOST_WORKERS}, not {workers}.")
    if not (settings.REDIS_URL or settings.SHARES_BY_DATABASE):
        raise CommandError(
            "Several processes must share used proofs and news, and SQLite alone does not let them. "
            "Set DATABASE_URL to a PostgreSQL, or leave --workers out."
        )
