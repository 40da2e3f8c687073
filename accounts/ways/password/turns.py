"""Whose password is hashed now: a hash takes a core, and while it does a thread of the pages."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from accounts.refusals import TooManyTries
from accounts.telemetry.measures import Level

# Of the eight threads that make pages (idp/asgi.py) three always do something else.
HASHES_AT_ONCE = 2
MOST_WAITING = 3
# Of these five places; one is left for browsers used before, and one for other networks (T01, T15).
MOST_OF_STRANGERS = 4
MOST_AROUND = 3
MOST_OF_NETWORK = 2
TURN_SECONDS = 2.0
NOW = Level("handslag_hashes", "Passwords that are being hashed now.")
EVERYBODY, STRANGERS = "everybody", "strangers"


class Turns:
    """So many at once, and so many who wait for their turn for so long; whoever comes then is told to come back.

    Browsers used before have a turn of their own beside them.
    """

    def __init__(self, *, at_once: int, most_waiting: int, seconds: float) -> None:
        self.seconds = seconds
        self._places = at_once + most_waiting
        self._taken: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._turns = threading.BoundedSemaphore(at_once)
        self._kept_turn = threading.BoundedSemaphore(1)

    @contextmanager
    def turn(self, networks: Sequence[str] = ()) -> Iterator[None]:
        """Wait for a turn, and have it. Raises TooManyTries.

        `networks` are those around a stranger, the widest first; none of a browser used before.
        """
        shares = {EVERYBODY: self._places, **_shares_of(networks)}
        self._take(shares)
        turns = self._turns if networks else self._kept_turn
        try:
            if not turns.acquire(timeout=self.seconds):
                raise TooManyTries("no turn for a password's hash", retry_after_seconds=1)
            try:
                with NOW.one_more():
                    yield
            finally:
                turns.release()
        finally:
            self._leave(shares)

    def _take(self, shares: Mapping[str, int]) -> None:
        with self._lock:
            if any(self._taken[whose] >= most for whose, most in shares.items()):
                raise TooManyTries("no place to wait for a password's hash", retry_after_seconds=1)
            self._taken.update(shares.keys())

    def _leave(self, shares: Mapping[str, int]) -> None:
        with self._lock:
            self._taken.subtract(shares.keys())
            self._taken += Counter()  # what nobody has any more goes


def _shares_of(networks: Sequence[str]) -> dict[str, int]:
    """How many places all strangers may have, and those of each network."""
    if not networks:
        return {}
    return {
        STRANGERS: MOST_OF_STRANGERS,
        **dict.fromkeys(networks, MOST_AROUND),
        networks[-1]: MOST_OF_NETWORK,
    }


HASHING = Turns(at_once=HASHES_AT_ONCE, most_waiting=MOST_WAITING, seconds=TURN_SECONDS)
