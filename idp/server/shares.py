"""How much of the interpreter each network had lately: there is one for all page threads (T30)."""

from __future__ import annotations

import time
from collections.abc import Callable

LATELY_SECONDS = 1.0


class Shares:
    """CPU time by network, of this second and of that part of the one before which is still lately."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.began = clock()
        self.now: dict[str, float] = {}
        self.before: dict[str, float] = {}

    def add(self, network: str, seconds: float) -> None:
        """A page of this network used so much."""
        self._move_on()
        self.now[network] = self.now.get(network, 0.0) + seconds

    def of(self, network: str) -> float:
        """The share of one interpreter that this network had."""
        age = self._move_on()
        return (self.now.get(network, 0.0) + self.before.get(network, 0.0) * (1 - age)) / LATELY_SECONDS

    def has_others(self, network: str) -> bool:
        """Whether pages of any other network were made."""
        self._move_on()
        return any(len(made) > (network in made) for made in (self.now, self.before))

    def _move_on(self) -> float:
        """How much of this second is over."""
        age = (self.clock() - self.began) / LATELY_SECONDS
        if age >= 1:
            self.before = self.now if age < 2 else {}
            self.now = {}
            self.began += int(age) * LATELY_SECONDS
            age -= int(age)
        return age
