"""What is made of the audit log beside the pages, every few seconds: readers read on, what is settled is sealed.

It goes in order, so one worker does it at a time: by a lease, which the others ask for in its place. Row locks keep it
right where two believe for a moment that they have it.
"""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable
from functools import partial

from django.db import DatabaseError, close_old_connections, connection, connections

from accounts.audit import readers
from accounts.audit.chain.sealing import seal_next
from accounts.audit.settled import last_settled
from accounts.incidents import DATABASE, is_database_away
from accounts.ledger import services as ledger
from accounts.machine.giving_way import give_way, giving_way
from accounts.sign_in_log.folding import close_unfinished

# A sign-in takes some seconds: read in larger steps, most tries are written once, and whole.
EVERY_SECONDS = 3.0
# A turn that takes longer is behind, and no longer gives way to pages.
BEHIND_SECONDS = 3.0
# What failed would fail again at once, and fill the server's log.
AFTER_FAILURE_SECONDS = 30.0
LEASE = "log"
# A worker that was killed keeps it so long from the others; longer than one turn mostly takes.
LEASE_SECONDS = 12

log = logging.getLogger("handslag.worker")


class LogKeeper:
    """A source of the worker, in a thread of its own from the first look on. Any number of workers may have one."""

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None
        self._is_stopping = threading.Event()
        self.name = secrets.token_hex(8)

    def look(self) -> None:
        """Begins, once."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="log", daemon=True)
            self._thread.start()

    def settle(self) -> None:
        """The worker stops: ends after the step at hand."""
        self._is_stopping.set()

    def has_work_in_hand(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def _work(self) -> None:
        while not self._is_stopping.wait(self._turn()):
            pass
        self._leave()
        connections.close_all()

    def _turn(self) -> float:
        """One turn; says for how many seconds to rest after it."""
        try:
            if ledger.hold(LEASE, self.name, seconds=LEASE_SECONDS):
                keep_up(is_stopping=self._is_stopping.is_set)
        except Exception as why:  # the database may be away for a while; what is left is done when it is back
            connections.close_all()
            if not is_database_away(why):
                log.exception("the log could not be read on")
                return AFTER_FAILURE_SECONDS
            DATABASE.goes_on(why)
        close_old_connections()
        return EVERY_SECONDS

    def _leave(self) -> None:
        """Another worker goes on at once; where that cannot be said, once the lease has run out."""
        try:
            ledger.let_go(LEASE, self.name)
        except DatabaseError as why:
            DATABASE.goes_on(why)


def keep_up(*, is_stopping: Callable[[], bool] = lambda: False) -> None:
    """Has each reader read all that is settled, and seals it; stops between two steps.

    One that fails keeps none of the others from going on. It gives way to pages; not on SQLite, where a page that
    writes waits for this.
    """
    upto, failures = last_settled(), list[Exception]()
    turn = readers.Turn(upto=upto)
    reading = [partial(readers.read_on, reader, turn) for reader in readers.registered()]
    steps: list[Callable[[], bool]] = [*reading, partial(seal_next, upto=upto), close_unfinished]
    with giving_way(seconds=BEHIND_SECONDS if connection.vendor == "postgresql" else 0.0):
        for step in steps:
            try:
                _take(step, is_stopping)
            except Exception as why:  # noqa: BLE001  raised once the others had their turn
                failures.append(why)
    if failures:
        raise failures[0]


def _take(step: Callable[[], bool], is_stopping: Callable[[], bool]) -> None:
    """This step again and again, as long as it says that there may be more."""
    more = True
    while more and not is_stopping():
        give_way()
        more = step()
