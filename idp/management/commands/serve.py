"""``manage.py serve``: the server, with the options it must have."""

import os
from importlib import import_module
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from idp.checks.this_machine import listens_elsewhere
from idp.server.launcher import serve
from idp.telemetry.exposing import expose


class Command(BaseCommand):
    help = "Serves pages, phones and sockets, until it is stopped."
    # The application asks them by itself, and says what to do instead.
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))

    def handle(self, *args: Any, host: str, port: int, **options: Any) -> None:
        # Only now: loading it refuses to start what is unsafe, and every other command must still run.
        application = import_module("idp.asgi").application
        if refused := listens_elsewhere(host):
            raise CommandError(f"Handslag does not start like this.\n\n{refused[0]}")
        expose()
        serve(application, host=host, port=port)
