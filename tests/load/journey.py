"""One whole sign-in; many at once; many at an even pace."""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from websockets.asyncio.client import ClientConnection

from accounts.signin.pages.at_once import MARK
from tests.load.browser import Browser, Unexpected, number_on
from tests.load.phone import Network, approve, connect_phone
from tests.load.world import Person

PATIENCE_SECONDS = 20
# A phone is written with plain calls; each that is answering has a thread of its own.
PHONES_AT_ONCE = 48


@dataclass
class Outcome:
    """What many sign-ins came to. Times in seconds; `heard_after` runs from a phone's decision to its browser."""

    seconds: float = 0.0
    took: list[float] = field(default_factory=list)
    heard_after: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        return len(self.took) / self.seconds


@dataclass(frozen=True)
class _Pair:
    """A person's browser and phone, at this server."""

    person: Person
    browser: Browser
    network: Network


class Crowd:
    """The people at one server. Each signs in again and again, never twice at once.

    They answer at once, or `answers_after` so many seconds, as somebody does who takes the phone into the hand.
    """

    def __init__(self, people: list[Person], *, port: int, answers_after: float = 0) -> None:
        self.answers_after = answers_after
        self.pairs = [
            _Pair(
                person=person,
                browser=Browser(port=port, address=person.address, cookies=person.cookies),
                network=connect_phone(person.phone, port=port),
            )
            for person in people
        ]
        self.next: Iterator[_Pair] = itertools.cycle(self.pairs)
        self.threads = ThreadPoolExecutor(PHONES_AT_ONCE)

    async def at_once(self, *, concurrency: int, seconds: float) -> Outcome:
        """So many people, each starting anew as soon as they are in: what the server can do."""
        outcome = Outcome()
        started = time.perf_counter()

        async def sign_in_until_the_end() -> None:
            while time.perf_counter() - started < seconds:
                await self._sign_in(next(self.next), outcome)

        await asyncio.gather(*(sign_in_until_the_end() for _ in range(concurrency)))
        outcome.seconds = time.perf_counter() - started
        return outcome

    async def at_pace(self, *, per_second: float, seconds: float) -> Outcome:
        """One starts every 1 / `per_second`, whatever became of those before: what people feel."""
        outcome = Outcome()
        started = time.perf_counter()
        running = []
        for n in range(int(per_second * seconds)):
            await asyncio.sleep(max(0.0, started + n / per_second - time.perf_counter()))
            running.append(asyncio.create_task(self._sign_in(next(self.next), outcome)))
        await asyncio.gather(*running)
        outcome.seconds = time.perf_counter() - started
        return outcome

    async def _sign_in(self, pair: _Pair, outcome: Outcome) -> None:
        started = time.perf_counter()
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                heard_after = await self._walk(pair)
        except Exception as failed:  # noqa: BLE001  counted and shown at the end; one must not stop the others
            outcome.failures.append(f"{pair.person.username}: {failed!r}")
        else:
            outcome.took.append(time.perf_counter() - started)
            outcome.heard_after.append(heard_after)
        finally:
            await pair.browser.close()

    async def _walk(self, pair: _Pair) -> float:
        browser = pair.browser
        page = await browser.get("/sign-in/")
        fields = {"username": pair.person.username, "next": "", MARK: "yes"}
        page = await browser.post("/sign-in/", page=page, expected=200, **fields)
        async with browser.listen("/live/approval/") as socket:
            await _hear(socket, "waiting")
            number = number_on(page.body)
            async with asyncio.TaskGroup() as both:
                heard = both.create_task(_hear(socket, "approved"))
                decided = both.create_task(self._approve(pair, number=number))
        finished = await browser.post("/sign-in/phone/", page=page)
        signed_in = await browser.get(finished.header("location"))
        if "You are signed in" not in signed_in.body:
            raise Unexpected(f"not signed in: {signed_in.body[:2000]}")
        return heard.result() - decided.result()

    async def _approve(self, pair: _Pair, *, number: str) -> float:
        """The phone's part, on a thread; when its decision left."""
        await asyncio.sleep(self.answers_after)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(
            self.threads, lambda: approve(pair.person.phone, pair.network, number=number)
        )


async def _hear(socket: ClientConnection, state: str) -> float:
    """Wait until the page is told this stage; return when."""
    while True:
        told = json.loads(await socket.recv())["state"]
        if told == state:
            return time.perf_counter()
        if told not in ("waiting", "opened"):
            raise Unexpected(f"told {told}, not {state}")
