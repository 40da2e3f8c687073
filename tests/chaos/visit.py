"""One sign-in that goes on through whatever happens: the page loads again, the phone sends the same answer again."""

from __future__ import annotations

import asyncio
import http.client
import json
import random
import re
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from websockets.exceptions import WebSocketException

from devices.approvals.state import State
from devices.simulator.calls import CallRefused
from devices.simulator.http import HttpTransport
from devices.simulator.messages import build_decision
from devices.simulator.received import IncomingRequest
from tests.chaos.lines import Line
from tests.chaos.told import Told
from tests.load.browser import Browser, Unexpected, number_on
from tests.load.connection import Answer
from tests.load.surroundings import host
from tests.load.world import Person

ANSWER_SECONDS = 8.0
PAUSE_SECONDS = 0.5
LOOK_SECONDS = 2.0
# A request lives for two minutes; who cannot even begin for so long gives up.
BEGINS_WITHIN_SECONDS = 110.0
# Whoever has gone on to the end of the request's life has done what they can.
LIVES_SECONDS = 115.0
SLOW_SECONDS, SLOW_SHARE = 5.0, 0.2
SHARE_THAT_SIGNS_OUT = 0.9
AWAY = frozenset({429, 502, 503, 504})
WAITING = ("waiting", "quiet", "opened")
Said = TypeVar("Said")
HEADING = re.compile(r'<h1>([^<]*)|data-state="([a-z_]+)"')


class Away(Exception):
    """The server says that it cannot just now."""


class BegunAgain(Exception):
    """What was under way is no more, and the request still lived."""


class ChaosBrowser(Browser):
    """A browser that goes to whichever server answers. A page that says that we are at fault is told."""

    told: Told

    def _checked(self, answer: Answer, path: str, expected: int) -> Answer:
        if answer.status >= 500 and answer.status not in AWAY:
            self.told.saw(f"{path} answered {answer.status}: {answer.body[:300]}")
        if answer.status in AWAY:
            raise Away(f"{path}: {answer.status}")
        return answer


class Carrier(HttpTransport):
    """A phone's calls, by whichever server answers; each may be sent twice, as by a network that repeats."""

    def __init__(self, doors: Sequence[Line], dice: random.Random, told: Told, *, address: str) -> None:
        super().__init__(
            base_url=f"http://127.0.0.1:{dice.choice(doors).port}", public_url=settings.PUBLIC_URL
        )
        self.doors, self.dice, self.told = doors, dice, told
        self.connection.timeout = ANSWER_SECONDS
        # Tries are counted by it.
        self.connection.source_address = (address, 0)  # type: ignore[attr-defined]  # the stubs lack it
        self.repeats = False

    def send(self, *, method: str, path: str, headers: Any, body: Any) -> Any:
        said = super().send(method=method, path=path, headers=headers, body=body)
        if self.repeats:
            again = super().send(method=method, path=path, headers=headers, body=body)
            # The same proof a second time proves nothing. (Away is no answer.)
            if again.status < 400 and said.status < 400:
                self.told.saw(f"{path}: a call that was repeated with its proof was answered {again.status}")
        return said

    def move(self) -> None:
        """To another server from now on."""
        self.connection.close()
        self.connection.port = self.dice.choice(self.doors).port


@dataclass
class Living:
    """Somebody with a browser and a phone."""

    person: Person
    carrier: Carrier
    is_busy: bool = False
    # Sends its last decision once more.
    last: Callable[[], str] | None = None


class Visit:
    """One sign-in of one person, begun now. `wish` is what they mean to do: "yes", "no" or "leave"."""

    def __init__(
        self, living: Living, doors: Sequence[Line], *, told: Told, dice: random.Random, wish: str
    ) -> None:
        self.living, self.doors, self.told, self.dice, self.wish = living, doors, told, dice, wish
        person = living.person
        self.browser = ChaosBrowser(
            port=dice.choice(doors).port, address=person.address, cookies=person.cookies
        )
        self.browser.told = told
        self.began = time.monotonic()
        self.asked_at = self.began
        self.handle = ""
        self.takes_seconds = SLOW_SECONDS if dice.random() < SLOW_SHARE else 0.0

    async def go(self, threads: ThreadPoolExecutor) -> str:
        """Sign in, or not; say what became of it. Raises BegunAgain, or TimeoutError where nothing could begin."""
        page = await self._begin()
        if self.wish == "leave":
            return "left"
        number = number_on(page.body)
        loop = asyncio.get_running_loop()
        said = loop.run_in_executor(threads, self._answer, number)
        state = await self._hear()
        decided = await said
        if self.wish == "no":
            return await self._must_stay_out(page)
        if state != "approved" or decided is not State.APPROVED:
            raise BegunAgain(f"the page heard {state}, the phone {decided}")
        return await self._finish(page)

    async def _begin(self) -> Answer:
        """Write the username; the page with the number."""
        until = self.began + BEGINS_WITHIN_SECONDS

        async def ask() -> Answer:
            page = await self.browser.get("/sign-in/")
            sent = await self.browser.post(
                "/sign-in/", page=page, username=self.living.person.username, next=""
            )
            self.asked_at = time.monotonic()
            waiting = await self.browser.get(sent.header("location") or "/sign-in/phone/")
            number_on(waiting.body)
            return waiting

        return await self._insist(ask, until=until, also=Unexpected)

    async def _insist(
        self, ask: Callable[[], Awaitable[Answer]], *, until: float, also: type[Exception] = Away
    ) -> Answer:
        """Ask until it is answered, at another server each time that it is not."""
        while True:
            try:
                async with asyncio.timeout(ANSWER_SECONDS):
                    return await ask()
            except (OSError, asyncio.IncompleteReadError, TimeoutError, Away, ValueError, also):
                if time.monotonic() > until:
                    raise
            await self._move()
            await asyncio.sleep(PAUSE_SECONDS)

    async def _move(self) -> None:
        await self.browser.connection.close()
        self.browser.connection.port = self.dice.choice(self.doors).port

    @property
    def _end(self) -> float:
        return self.asked_at + LIVES_SECONDS

    async def _hear(self) -> str:
        """By the socket while there is one, else by asking; whichever says first that it waits no more."""
        listening = asyncio.create_task(self._listen())
        try:
            while time.monotonic() < self._end:
                done, _ = await asyncio.wait({listening}, timeout=LOOK_SECONDS)
                if done and listening.exception() is None and listening.result() not in WAITING:
                    return listening.result()
                if done:
                    listening = asyncio.create_task(self._listen())
                state = await self._look()
                if state not in WAITING:
                    return state
            return "expired"
        finally:
            listening.cancel()
            with suppress(BaseException):
                await listening

    async def _listen(self) -> str:
        try:
            async with self.browser.listen("/live/approval/") as socket:
                async for frame in socket:
                    state = str(json.loads(frame)["state"])
                    if state not in WAITING:
                        return state
        except (OSError, WebSocketException, TimeoutError, EOFError):
            pass
        return "waiting"

    async def _look(self) -> str:
        """Ask once how it stands; "waiting" where nobody answers."""
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                said = await self.browser.get("/sign-in/phone/status/")
            return str(json.loads(said.body)["state"]) if said.status == 200 else f"status {said.status}"
        except (OSError, asyncio.IncompleteReadError, TimeoutError, Away, ValueError):
            await self._move()
            return "waiting"

    async def _finish(self, page: Answer) -> str:
        """Send the form of the page; where that is not answered, load the page again, as it does by itself."""
        until = time.monotonic() + LIVES_SECONDS / 2
        is_lost = False
        while True:
            try:
                async with asyncio.timeout(ANSWER_SECONDS):
                    sent = await self.browser.post("/sign-in/phone/", page=page)
            except Away:
                pass
            except (OSError, asyncio.IncompleteReadError, TimeoutError):
                is_lost = True
            else:
                if sent.header("location") != "/sign-in/phone/":
                    return await self._arrive(sent, is_lost=is_lost, until=until)
            if time.monotonic() > until:
                raise BegunAgain("the page was approved, and could not be finished")
            await self._move()
            await asyncio.sleep(PAUSE_SECONDS)
            page = await self._insist(lambda: self.browser.get("/sign-in/phone/"), until=until)
            if page.status != 200:
                return await self._arrive(page, is_lost=is_lost, until=until)

    async def _arrive(self, sent: Answer, *, is_lost: bool, until: float) -> str:
        """Wherever the page leads in the end: in, or to a new beginning where the answer that led in was lost."""
        where = sent.header("location")
        if "signed-in" not in where:
            if is_lost:
                return "answer lost"
            heading = " ".join("".join(found) for found in HEADING.findall(sent.body))
            raise BegunAgain(f"finishing was answered {sent.status} {where}: {heading}")
        self.told.is_in(self.session, self.living.person.username)
        shown = await self._insist(lambda: self.browser.get(where), until=until)
        if "You are signed in" not in shown.body:
            self.told.saw(f"{self.living.person.username} was signed in, and is not: {shown.status}")
        elif self.dice.random() < SHARE_THAT_SIGNS_OUT:
            await self._leave(shown)
        return "signed in"

    @property
    def session(self) -> str:
        return self.browser.cookies.get(settings.SESSION_COOKIE_NAME, "")

    async def _leave(self, page: Answer) -> None:
        """Sign out, once; a server that is away leaves them signed in, or not: nobody was told."""
        session = self.session
        self.told.leaves(session)
        with suppress(OSError, asyncio.IncompleteReadError, TimeoutError, Away):
            async with asyncio.timeout(ANSWER_SECONDS):
                sent = await self.browser.post("/sign-out/", page=page)
            if sent.status == 302:
                self.told.is_out(session)

    async def _must_stay_out(self, page: Answer) -> str:
        """Who said no is not signed in, whatever their browser sends."""
        with suppress(OSError, asyncio.IncompleteReadError, TimeoutError, Away):
            async with asyncio.timeout(ANSWER_SECONDS):
                sent = await self.browser.post("/sign-in/phone/", page=page)
            if "signed-in" in sent.header("location"):
                self.told.saw(f"{self.living.person.username} said no, and their browser is signed in")
        return "denied"

    def _answer(self, number: str) -> State | None:
        """The phone's part, on a thread: fetch, open, decide once, and send that until it is answered."""
        phone, carrier = self.living.person.phone, self.living.carrier
        # Some take their time: their phones are woken meanwhile.
        time.sleep(self.takes_seconds)
        request = self._call(lambda: self._newest(number))
        if request is None:
            return None
        self.handle = request.handle
        with suppress(CallRefused, OSError, http.client.HTTPException):
            phone.mark_seen(request)
        approves = self.wish == "yes"
        given = number if approves and request.match != "approve" else None
        proof = phone.prove_unlock(request, number=given) if approves and request.unlock_required else None
        decision = build_decision(
            key=phone.key,
            phone_id=phone.id,
            challenge=request.challenge,
            now=phone.calls.now(),
            is_approval=approves,
            number=given,
            unlock_hash=proof.digest if proof else None,
        )
        unlock = proof.sent if proof else None
        send = partial(phone.send_decision, request, decision=decision, unlock=unlock)
        said = self._call(send)
        self.living.last = send
        carrier.close()
        if said is None:
            return None
        self.told.answered(UUID(request.handle), State(said))
        return State(said)

    def _newest(self, number: str) -> IncomingRequest | None:
        """The request of this browser: of several, as where an answer to it was lost, the one that has its number."""
        found = [
            one for one in self.living.person.phone.requests() if not one.choices or number in one.choices
        ]
        return max(found, key=lambda one: one.context["asked_at"], default=None)

    def _call(self, call: Callable[[], Said | None]) -> Said | None:
        """Call until it is answered, or the request's life is over."""
        while time.monotonic() < self._end:
            try:
                said = call()
                if said is not None:
                    return said
            except CallRefused as refused:
                if refused.status < 500 and refused.status != 429:
                    raise
                if refused.status not in AWAY:
                    self.told.saw(f"the device API answered {refused.status} {refused.code}")
            except (OSError, http.client.HTTPException):
                pass
            self.living.carrier.move()
            time.sleep(PAUSE_SECONDS)
        return None


def at_home(person: Person, doors: Sequence[Line], *, dice: random.Random, told: Told) -> Living:
    """A person whose phone calls these servers."""
    carrier = Carrier(doors, dice, told, address=person.address)
    person.phone.calls.transport = carrier
    assert carrier.host == host()
    return Living(person, carrier)
