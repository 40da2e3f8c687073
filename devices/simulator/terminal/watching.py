"""Waiting for requests with many phones at once, each in a thread of its own, and answering them by rule."""

import threading
from collections.abc import Callable
from functools import partial
from subprocess import SubprocessError
from typing import Any

from devices.signatures.errors import SignatureRejected
from devices.simulator.calls import CallRefused
from devices.simulator.phone import NotUnderstood, SimulatedPhone
from devices.simulator.received import IncomingRequest
from devices.simulator.terminal.commands import ask_person, describe
from devices.simulator.terminal.live import news
from devices.simulator.terminal.rules import Rule, Say, answer_by
from devices.simulator.waking.asleep import Asleep

Ask = Callable[[str], str]
LOOK_EVERY_SECONDS = 0.2


class Watch:
    """What all phones that are watched share: the rule, the terminal, and how many answers are enough (0: no end)."""

    def __init__(self, *, rule: Rule, say: Say, ask: Ask, enough: int = 0) -> None:
        self.rule = rule
        self.ask = ask
        self.enough = enough
        self.is_over = threading.Event()
        self._say = say
        self._answered = 0
        self._terminal = threading.Lock()
        self._counting = threading.Lock()
        self._threads: list[threading.Thread] = []

    def add(self, **watched: Any) -> None:
        """Watch one more phone; given is what `one` takes."""
        self._threads.append(threading.Thread(target=self.one, kwargs=watched, daemon=True))

    def run(self) -> None:
        """Watch them all until it is over."""
        for thread in self._threads:
            thread.start()
        while not self.is_over.wait(LOOK_EVERY_SECONDS) and any(one.is_alive() for one in self._threads):
            pass

    def one(
        self,
        *,
        name: str,
        phone: SimulatedPhone,
        server: str,
        keep: Callable[[], None],
        sleeping: Asleep | None = None,
    ) -> None:
        """Watch one phone until it is over; one that is `sleeping` looks only when it is woken.

        `keep` writes it down: after each answer, so that a kill loses nothing.
        """
        shown: set[str] = set()
        say = partial(self.say, name)
        for _ in sleeping.woken(say=say) if sleeping else news(phone=phone, server=server):
            if self.is_over.is_set():
                return
            for request in self._waiting(name, phone):
                if request.handle not in shown and not self.is_over.is_set():
                    shown.add(request.handle)
                    self._answer(name, phone, request)
                    keep()
                    self._count()

    def _waiting(self, name: str, phone: SimulatedPhone) -> list[IncomingRequest]:
        try:
            return phone.requests()
        except (CallRefused, SignatureRejected, OSError) as problem:
            self.say(name, f"Could not look: {problem}")
            return []

    def _answer(self, name: str, phone: SimulatedPhone, request: IncomingRequest) -> None:
        self.say(name, describe(request))
        try:
            self.say(name, self._answered_by_rule(phone, request))
        except (CallRefused, NotUnderstood, OSError, SubprocessError) as problem:
            self.say(name, f"Not answered: {problem}")

    def _count(self) -> None:
        with self._counting:
            self._answered += 1
            if self.enough and self._answered >= self.enough:
                self.is_over.set()

    def _answered_by_rule(self, phone: SimulatedPhone, request: IncomingRequest) -> str:
        if self.rule.answer != "ask":
            return answer_by(self.rule, phone=phone, request=request, wait=self.is_over.wait)
        # One question at a time, however many phones there are.
        with self._terminal:
            return ask_person(phone=phone, request=request, ask=self.ask)

    def say(self, name: str, sentence: str) -> None:
        """One line, with the phone's name before it."""
        with self._counting:
            self._say(f"{name}: {sentence}")
