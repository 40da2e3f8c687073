"""What one worker sends at once: each server in a thread of its own, so that one that hangs keeps none waiting."""

from __future__ import annotations

import logging
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from typing import ClassVar, Generic, Protocol, TypeVar

from django.db import connections

log = logging.getLogger("handslag.outward")


class Turn(Protocol):
    """What is sent to one server, one thing after the other. `is_over`: it has ended, or takes too long."""

    has_ended: bool
    has_failed: bool

    @property
    def is_over(self) -> bool: ...

    def send(self) -> None: ...


Its = TypeVar("Its", bound=Turn)


class Turns(ABC, Generic[Its]):
    """A source of work for the worker, whose own thread alone calls it."""

    name: ClassVar[str]
    most_at_once: ClassVar[int]

    def __init__(self, *, nudge: Callable[[], None]) -> None:
        self.nudge = nudge
        self.in_hand: list[Its] = []
        self.threads: list[threading.Thread] = []

    @abstractmethod
    def claimed(self, room: int) -> Iterable[Its]:
        """Claim what is due, of at most so many servers, none of which is in hand."""

    @abstractmethod
    def noted(self, turn: Its) -> None:
        """Note how it ended."""

    def has_work_in_hand(self) -> bool:
        return bool(self.in_hand)

    def look(self) -> None:
        """Note what has ended, and start what is due while there is room."""
        self.settle()
        self.threads = [thread for thread in self.threads if thread.is_alive()]
        room = self.most_at_once - len(self.threads)
        if room <= 0:
            return
        for turn in self.claimed(room):
            self._start(turn)

    def settle(self) -> None:
        """Note how those ended that have ended, or take too long."""
        for turn in [one for one in self.in_hand if one.is_over]:
            self.noted(turn)
            self.in_hand.remove(turn)

    def _start(self, turn: Its) -> None:
        self.in_hand.append(turn)
        thread = threading.Thread(target=self._work, args=(turn,), name=self.name, daemon=True)
        self.threads.append(thread)
        thread.start()

    def _work(self, turn: Its) -> None:
        try:
            turn.send()
        except Exception:  # whatever a library raises, it is sent again
            log.exception("could not send: %s", self.name)
            turn.has_failed = True
        finally:
            connections.close_all()
            turn.has_ended = True
            self.nudge()
