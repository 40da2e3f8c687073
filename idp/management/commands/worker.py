"""``manage.py worker``: a worker in a process of its own, for more than those in the servers can do."""

import signal
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DEFAULT_DB_ALIAS, connections

from idp.telemetry.exposing import expose
from idp.upgrading.schema import TAG
from idp.worker.loop import Worker

STOPS = {signal.SIGINT, signal.SIGTERM}


class Command(BaseCommand):
    help = (
        "Does what must not keep a page waiting, until it is stopped. Any number may run beside the servers."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        # As a server before it starts.
        self.check(tags=[TAG], databases=[DEFAULT_DB_ALIAS])
        connections.close_all()
        # Waited for, not handled: a handler could come while this thread holds a lock that it needs.
        signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
        expose()
        worker = Worker()
        worker.start()
        signal.sigwait(STOPS)
        worker.stop()
        worker.join()
