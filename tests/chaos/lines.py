"""Ways by TCP that are ours to disturb: cut, slowed, frozen, or led elsewhere, whatever runs at their two ends."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from typing import Any

PIECE = 1 << 16
PATIENCE_SECONDS = 10.0


class Line:
    """Listens at `port`, and carries on to a port of this machine; from the address that the other side came from."""

    def __init__(self, exchange: Exchange, *, to: int) -> None:
        self.exchange, self.to = exchange, to
        self.delay_seconds = 0.0
        self.is_down = False
        self.carried = 0
        self._open: set[asyncio.StreamWriter] = set()
        self._flows = asyncio.Event()

    async def listen(self) -> None:
        self._flows.set()
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        self.port: int = self._server.sockets[0].getsockname()[1]

    def cut(self) -> None:
        """End every connection, as a cable does that is pulled out and put in again."""
        self.exchange.do(self._cut)

    def go_down(self) -> None:
        """End every connection, and refuse further ones until `come_up`."""
        self.is_down = True
        self.cut()

    def come_up(self) -> None:
        self.is_down = False

    def freeze(self) -> None:
        """Keep every connection open, take further ones, and carry nothing."""
        self.exchange.do(self._flows.clear)

    def thaw(self) -> None:
        """Carry on, what came meanwhile first."""
        self.exchange.do(self._flows.set)

    def lead(self, to: int) -> None:
        """From now on to another port; who is connected with the former one is cut off."""
        self.to = to
        self.cut()

    def _cut(self) -> None:
        for writer in list(self._open):
            writer.transport.abort()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.is_down:
            writer.transport.abort()
            return
        came_from = writer.get_extra_info("peername")[0]
        try:
            onward = await asyncio.open_connection("127.0.0.1", self.to, local_addr=(came_from, 0))
        except OSError:
            writer.transport.abort()
            return
        self.carried += 1
        ends = {writer, onward[1]}
        self._open |= ends
        try:
            await asyncio.gather(self._pump(reader, onward[1]), self._pump(onward[0], writer))
        except asyncio.CancelledError:
            # The exchange stops: asyncio would tell of each connection that it was not let finish.
            pass
        finally:
            self._open -= ends
            for end in ends:
                end.transport.abort()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while piece := await reader.read(PIECE):
                await asyncio.sleep(self.delay_seconds)
                await self._flows.wait()
                writer.write(piece)
                await writer.drain()
            # What was sent before the end arrives before the end.
            writer.write_eof()
            return
        writer.transport.abort()


class Exchange:
    """Keeps the lines, on a thread of its own."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="lines", daemon=True)
        self._thread.start()

    def line(self, *, to: int) -> Line:
        """A new line to this port."""
        made = Line(self, to=to)
        self._wait(made.listen())
        return made

    def do(self, what: Callable[[], object]) -> None:
        """Do it where the lines are, and wait until it is done."""

        async def done() -> None:
            what()

        self._wait(done())

    def stop(self) -> None:
        self._wait(self._end_all())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE_SECONDS)

    async def _end_all(self) -> None:
        ours = asyncio.all_tasks() - {asyncio.current_task()}
        for one in ours:
            one.cancel()
        await asyncio.gather(*ours, return_exceptions=True)

    def _wait(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE_SECONDS)


@contextmanager
def exchange() -> Iterator[Exchange]:
    made = Exchange()
    try:
        yield made
    finally:
        made.stop()
