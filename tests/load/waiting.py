"""Thousands of pages that wait for a phone: what each holds of the server's memory, and what others feel of them."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

from websockets.asyncio.client import ClientConnection

from tests.load.browser import Browser
from tests.load.pulse import pulse_of
from tests.load.server import ServerProcess
from tests.load.world import address_of

CONNECTING_AT_ONCE = 50
SETTLE_SECONDS = 1.5
PAGES_PER_SECOND = 50
PAGE = "/sign-in/"
FIRST_ADDRESS = 100_000


@dataclass(frozen=True)
class Waiting:
    """So many pages waiting: what opening them took, what they hold, and how quick another page is then.

    `longest_silence_ms`: of the server, while they were opened.
    """

    pages: int
    kib_each: float
    connected_per_second: float
    cpu_ms_each: float
    longest_silence_ms: float
    other_page_seconds: list[float]


class WaitingRoom:
    """Opens sockets and keeps them open."""

    def __init__(self, server: ServerProcess) -> None:
        self.server = server
        self.open: list[ClientConnection] = []
        self.gate = asyncio.Semaphore(CONNECTING_AT_ONCE)
        self.resident_at_first = server.resident_kib()

    async def admit(self, tickets: list[dict[str, str]], *, other_pages_for: float) -> Waiting:
        """Open one more page for each of these cookies, then look."""
        cpu, started = self.server.cpu_seconds(), time.perf_counter()
        with pulse_of(self.server.port) as pulse:
            await asyncio.gather(*(self._open(ticket) for ticket in tickets))
        took, cpu_used = time.perf_counter() - started, self.server.cpu_seconds() - cpu
        await asyncio.sleep(SETTLE_SECONDS)
        held = self.server.resident_kib() - self.resident_at_first
        return Waiting(
            pages=len(self.open),
            kib_each=held / len(self.open),
            connected_per_second=len(tickets) / took,
            cpu_ms_each=cpu_used / len(tickets) * 1000,
            longest_silence_ms=pulse.longest_ms,
            other_page_seconds=await other_pages(self.server.port, seconds=other_pages_for),
        )

    async def leave(self) -> None:
        """Close them all."""
        await asyncio.gather(*(socket.close() for socket in self.open))
        self.open.clear()

    async def _open(self, cookies: dict[str, str]) -> None:
        async with self.gate:
            address = address_of(FIRST_ADDRESS + len(self.open))
            browser = Browser(port=self.server.port, address=address, cookies=cookies)
            socket = await browser.listen("/live/approval/")
            await socket.recv()
            self.open.append(socket)


async def other_pages(port: int, *, seconds: float) -> list[float]:
    """Open the first page again and again at an even pace; how long each took."""
    browsers = [Browser(port=port, address=address_of(n), cookies={}) for n in range(10)]
    took: list[float] = []

    async def visit(browser: Browser) -> None:
        began = time.perf_counter()
        await browser.get(PAGE)
        took.append(time.perf_counter() - began)

    started = time.perf_counter()
    for n in range(int(seconds * PAGES_PER_SECOND)):
        await asyncio.sleep(max(0.0, started + n / PAGES_PER_SECOND - time.perf_counter()))
        await visit(browsers[n % len(browsers)])
    for browser in browsers:
        await browser.close()
    return took
