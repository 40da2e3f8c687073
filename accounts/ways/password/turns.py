"""Whose password is hashed now: a hash takes a core, and while it does a thread of the pages."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from accounts.refusals import TooManyTries

# Of the eight threads that make pages (idp/asgi.py) three always do something else.
HASHES_AT_ONCE = 2
MOST_WAITING = 3
TURN_SECONDS = 2.0


class Turns:
    """So many at once, and so many who wait for their turn for so long; whoever comes then is told to come back."""

    def __init__(self, *, at_once: int, most_waiting: int, seconds: float) -> None:
        self.seconds = seconds
        self._places = threading.BoundedSemaphore(at_once + most_waiting)
        self._turns = threading.BoundedSemaphore(at_once)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn, and have it. Raises TooManyTries."""
        if not self._places.acquire(blocking=False):
            raise TooManyTries("no place to wait for a password's hash", retry_after_seconds=1)
        try:
            if not self._turns.acquire(timeout=self.seconds):
                raise TooManyTries("no turn for a password's hash", retry_after_seconds=1)
            try:
                yield
            finally:
                self._turns.release()
        finally:
            self._places.release()


HASHING = Turns(at_once=HASHES_AT_ONCE, most_waiting=MOST_WAITING, seconds=TURN_SECONDS)
