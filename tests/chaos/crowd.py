"""People who sign in all the time, at an even pace, on a thread of their own; some add a phone and take it off."""

from __future__ import annotations

import asyncio
import http.client
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress

from django.db import DatabaseError, connections

from accounts.users.models import User
from devices.signatures.errors import SignatureRejected
from devices.simulator.calls import CallRefused
from devices.simulator.phone import AccountOnPhone
from devices.simulator.unlocking import UnlockMode
from tests.chaos.lines import Line
from tests.chaos.told import Told
from tests.chaos.visit import BegunAgain, Carrier, Living, Visit, at_home
from tests.load.world import Person
from tests.support.phones import SigningPhone

PHONES_AT_ONCE = 48
ENDS_WITHIN_SECONDS = 150.0
# Of a hundred: so many mean to say yes, then no; the rest leave without a word.
YES, NO = 88, 8
WHO_ADD = 20


class Crowd:
    """What became of them is counted; `finished` are when those began who came in."""

    def __init__(self, people: list[Person], *, told: Told, per_second: float, seed: int) -> None:
        # Taking a phone off ends every session of its person: those who do it are others than those who sign in.
        self.adding, self.persons = people[:WHO_ADD], people[WHO_ADD:]
        self.told, self.per_second = told, per_second
        self.dice = random.Random(seed)
        self.doors: Sequence[Line] = ()
        self.people: list[Living] = []
        self.became: Counter[str] = Counter()
        self.finished: list[float] = []
        self.took: list[float] = []
        self.goes_on = True
        self.adds_phones = True
        self._threads = ThreadPoolExecutor(PHONES_AT_ONCE)

    def come_by(self, doors: Sequence[Line]) -> None:
        """These are the lines to the servers."""
        self.doors = doors
        self.people = [at_home(one, doors, dice=self.dice, told=self.told) for one in self.persons]

    def is_in_since(self, moment: float) -> int:
        """How many have come in who began after this moment."""
        return sum(began >= moment for began in self.finished[-1000:])

    def repeat_calls(self, *, is_on: bool) -> None:
        """From now on each call of a phone is sent twice; or no longer."""
        for living in self.people:
            living.carrier.repeats = is_on

    def send_again(self) -> None:
        """Each phone sends its last decision once more, long after: it is told what it was told, and nothing moves."""
        for living in self.people:
            if not living.is_busy and living.last is not None:
                with suppress(CallRefused, OSError, http.client.HTTPException):
                    living.last()

    def set_clocks(self, *, off_by: float) -> None:
        """The clocks of all phones are wrong by so many seconds; 0 sets them right."""
        for living in self.people:
            living.person.phone.calls.clock = lambda: time.time() + off_by

    async def _come(self) -> None:
        running: set[asyncio.Task[None]] = set()
        began, number = time.monotonic(), 0
        while self.goes_on:
            number += 1
            await asyncio.sleep(max(0.0, began + number / self.per_second - time.monotonic()))
            free = [one for one in self.people if not one.is_busy]
            # All of them wait for something: they are enough.
            if free:
                running.add(asyncio.create_task(self._visit(self.dice.choice(free))))
            running = {one for one in running if not one.done()}
        await asyncio.gather(*running)

    async def _visit(self, living: Living) -> None:
        living.is_busy = True
        chance = self.dice.random() * 100
        wish = "yes" if chance < YES else "no" if chance < YES + NO else "leave"
        visit = Visit(living, self.doors, told=self.told, dice=self.dice, wish=wish)
        try:
            became = await visit.go(self._threads)
        except BegunAgain as why:
            became = "begun again"
            self.told.saw(f"{living.person.username} had to begin again, request {visit.handle}: {why}")
        except Exception as why:  # noqa: BLE001  whatever it was is told, and the others go on
            became = f"failed: {type(why).__name__}"
            self.told.saw(f"{living.person.username} could not sign in: {why!r:.300}")
        finally:
            await visit.browser.close()
            living.is_busy = False
        self.became[became] += 1
        if became == "signed in":
            self.finished.append(visit.began)
            self.took.append(time.monotonic() - visit.began)

    def _add_phones(self) -> None:
        """One after the other somebody adds a second phone, and takes it off again."""
        while self.goes_on:
            with suppress(CallRefused, OSError, http.client.HTTPException, DatabaseError, SignatureRejected):
                if self.adds_phones:
                    self._add_phone()
            connections.close_all()
            time.sleep(2.0)

    def _add_phone(self) -> None:
        person = self.dice.choice(self.adding)
        user = User.objects.get(username=person.username)
        phone = _NotingPhone(Carrier(self.doors, self.dice, self.told, address=person.address), self.told)
        account = phone.add_over_the_api(user)
        self.became["phone added"] += 1
        if self.dice.random() < 0.9:
            self.told.gives_up(account.id)
            phone.remove(account)
            self.told.has_no_more(account.id)


class _NotingPhone(SigningPhone):
    """Tells what it was told."""

    def __init__(self, carrier: Carrier, told: Told) -> None:
        super().__init__(transport=carrier)
        self.told = told

    def complete(self, *, unlock: UnlockMode | None = None) -> AccountOnPhone:
        account = super().complete(unlock=unlock)
        self.told.has(account.id)
        return account


@contextmanager
def coming(crowd: Crowd) -> Iterator[Crowd]:
    """They come while this lasts; who has begun is let finish."""
    both = [
        threading.Thread(target=lambda: asyncio.run(crowd._come()), name="crowd", daemon=True),
        threading.Thread(target=crowd._add_phones, name="phones", daemon=True),
    ]
    for one in both:
        one.start()
    try:
        yield crowd
    finally:
        crowd.goes_on = False
        for one in both:
            one.join(ENDS_WITHIN_SECONDS)
