"""What may happen very often, and is told in the log by a few lines: something away, strangers refused."""

from __future__ import annotations

import logging
import threading
import time

from django.db import InterfaceError, OperationalError

TOLD_EVERY_SECONDS = 60.0
LONGEST_REASON = 200
# SQLite says this of a statement that it cannot understand: our fault, not its absence.
SQLITE_ERROR = 1
log = logging.getLogger("handslag.away")
REFUSED = logging.getLogger("handslag.refused")


class Incident:
    """Something that does not answer: told at once, then each minute while that lasts, and when it is over."""

    def __init__(self, what: str) -> None:
        self.what = what
        self._lock = threading.Lock()
        self._times = 0
        self._told_at: float | None = None

    def goes_on(self, why: BaseException) -> None:
        """Somebody asked it in vain."""
        now = time.monotonic()
        with self._lock:
            self._times += 1
            if self._told_at is not None and now - self._told_at < TOLD_EVERY_SECONDS:
                return
            times, self._times, self._told_at = self._times, 0, now
        log.warning("%s does not answer: %s (in vain: %d)", self.what, in_a_line(why), times)

    def is_over(self) -> None:
        """It answers."""
        if self._told_at is None:
            return
        with self._lock:
            self._times, self._told_at = 0, None
        log.warning("%s answers again", self.what)


DATABASE = Incident("The database")


def tell_refused(what: str, where: str, why: str) -> None:
    """A line about somebody who was refused; of many such lines a few are written (`idp/serving/log/crowds.py`)."""
    REFUSED.info("%s at %s: %s", what, where, why, extra={"refused": what})


def is_database_away(why: BaseException | None) -> bool:
    """Whether this says that the database cannot be reached or is busy, and not that it was asked something wrong."""
    if isinstance(why, InterfaceError):
        return True
    code = getattr(why.__cause__, "sqlite_errorcode", None) if why is not None else None
    return isinstance(why, OperationalError) and code != SQLITE_ERROR


def in_a_line(why: BaseException) -> str:
    """Return its kind and the first line of its reason, for the log; no longer than `LONGEST_REASON`."""
    said = (str(why).splitlines() or [""])[0]
    return f"{type(why).__name__}: {said}"[:LONGEST_REASON]
