"""One worker: a thread of the server, or the whole of a process (`manage.py worker`). Any number may run at once."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from django.db import close_old_connections, connections, transaction
from django_tasks.signals import task_enqueued

from accounts import clock
from accounts.hooks.outbox import HookOutbox
from accounts.incidents import DATABASE, is_database_away
from devices.news import announce
from devices.waking.outbox import Outbox
from idp.oidc.ciba.pinging.outbox import PingOutbox
from idp.oidc.leaving.outbox import LogoutOutbox
from idp.worker.log import LogKeeper
from idp.worker.periodic import plan
from idp.worker.queue import Queue

# What another process committed, and what has come due since, is found at the latest after this.
POLL_SECONDS = 3.0
# Of what is committed within this only the first pays for the look.
GATHER_SECONDS = 0.1
STOP_WITHIN_SECONDS = 3.0

log = logging.getLogger("handslag.worker")


class Source(Protocol):
    """Where work comes from. Only the worker's own thread calls it."""

    def look(self) -> None:
        """Settles what has ended, and starts what is due; returns before that has ended."""

    def settle(self) -> None:
        """Notes how those ended that have ended; starts nothing."""

    def has_work_in_hand(self) -> bool:
        """Whether something it started still runs."""


class Worker:
    """Looks at its sources whenever one is nudged, and at all of them every few seconds."""

    def __init__(self) -> None:
        self._is_stopping = threading.Event()
        self._is_nudged = threading.Event()
        self._poll_at = 0.0
        # One that hangs does not keep the process alive.
        self._thread = threading.Thread(target=self.run, name="worker", daemon=True)
        self.queue = Queue(nudge=lambda: self.nudge(self.queue))
        self.outbox = Outbox(nudge=lambda: self.nudge(self.outbox))
        self.hooks = HookOutbox(nudge=lambda: self.nudge(self.hooks))
        self.logouts = LogoutOutbox(nudge=lambda: self.nudge(self.logouts))
        self.pings = PingOutbox(nudge=lambda: self.nudge(self.pings))
        self.log_keeper = LogKeeper()
        self.sources: Sequence[Source] = (
            self.outbox,
            self.queue,
            self.hooks,
            self.logouts,
            self.pings,
            self.log_keeper,
        )
        self._nudges: dict[Source, threading.Event] = {source: threading.Event() for source in self.sources}

    def nudge(self, source: Source) -> None:
        """Says that `source` has something to do now; from any thread."""
        self._nudges[source].set()
        self._is_nudged.set()

    def run(self) -> None:
        """Works until it is stopped."""
        task_enqueued.connect(self._on_enqueued)
        announce.use_worker(lambda: self.nudge(self.outbox))
        try:
            self._attempt(plan)
            while not self._is_stopping.is_set():
                self._turn()
            self._wait_for_the_last()
        finally:
            announce.use_worker(None)
            task_enqueued.disconnect(self._on_enqueued)
            connections.close_all()

    def start(self) -> None:
        """Works in a thread of its own."""
        self._thread.start()

    def stop(self) -> None:
        """Takes no more work; from any thread, or a signal's handler."""
        self._is_stopping.set()
        self._is_nudged.set()

    def join(self) -> None:
        """Waits a little for the thread to end."""
        self._thread.join(2 * STOP_WITHIN_SECONDS)

    def _turn(self) -> None:
        for source in self._due():
            self._nudges[source].clear()
            self._attempt(source.look)

    def _due(self) -> Sequence[Source]:
        """The sources to look at now, as soon as there is one."""
        if self._is_nudged.wait(max(0.0, self._poll_at - time.monotonic())):
            self._is_stopping.wait(GATHER_SECONDS)
        self._is_nudged.clear()
        if self._is_stopping.is_set():
            return ()
        if time.monotonic() < self._poll_at:
            return [source for source, nudge in self._nudges.items() if nudge.is_set()]
        self._poll_at = time.monotonic() + POLL_SECONDS
        close_old_connections()
        self._attempt(clock.keep_right)
        return self.sources

    def _attempt(self, work: Callable[[], object]) -> None:
        try:
            work()
        except Exception as why:  # the database may be away for a while; there is work to do when it is back
            if is_database_away(why):
                DATABASE.goes_on(why)
            else:
                log.exception("the worker could not look for work")

    def _wait_for_the_last(self) -> None:
        """What still runs may end; what does not is found by another worker when its claim has run out."""
        deadline = time.monotonic() + STOP_WITHIN_SECONDS
        while any(source.has_work_in_hand() for source in self.sources) and time.monotonic() < deadline:
            self._is_nudged.wait(GATHER_SECONDS)
            self._is_nudged.clear()
            for source in self.sources:
                self._attempt(source.settle)

    def _on_enqueued(self, **_told: Any) -> None:
        transaction.on_commit(lambda: self.nudge(self.queue), robust=True)
