"""A parent of several servers: opens the sockets they all listen at, starts another where one died, ends them all.

Each is a program of its own, so that a new one is of the release that lies there then. A line between the two says when
it is up, and to the server, by being closed, that its parent is gone.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Self

from idp.server.launcher import GRACE_SECONDS
from idp.telemetry.exposing import process_ended

MOST_WORKERS = 64
# Before another is started in the place of one that died; doubled while they die soon, up to the longest.
FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 30.0
# One that lived so long did not die of how it was started.
STEADY_SECONDS = 30.0
# So many in a row that died soon, with none that lives: whoever runs us is told that it does not go.
MOST_FAILURES = 10
# A server may take so long to be up.
UP_WITHIN_SECONDS = 60.0
# Beyond what it gives its connections, for its worker and whatever else must end.
LONGEST_END_SECONDS = GRACE_SECONDS + 15.0
UP = b"."
log = logging.getLogger("handslag.server")


class Child:
    """One server, in a process of its own."""

    def __init__(self, process: asyncio.subprocess.Process, line: socket.socket) -> None:
        self.process = process
        self.line = line
        self.began_at = time.monotonic()

    @classmethod
    async def start(cls, command: Sequence[str], listeners: Sequence[socket.socket], *, place: int) -> Self:
        """Start one at these sockets, in this place among its like."""
        ours, its = socket.socketpair()
        ours.setblocking(False)
        handed = [its.fileno(), *(listener.fileno() for listener in listeners)]
        with its:
            # In a group of its own: a terminal's Ctrl-C comes to the parent alone, which passes it on once.
            process = await asyncio.create_subprocess_exec(
                *command,
                "--place",
                str(place),
                "--handed",
                *map(str, handed),
                pass_fds=handed,
                start_new_session=True,
            )
        return cls(process, ours)

    @property
    def is_steady(self) -> bool:
        """Whether it has lived so long that how it was started is not what it dies of."""
        return time.monotonic() - self.began_at >= STEADY_SECONDS

    async def is_up(self) -> bool:
        """Whether it says that it is, before it ends."""
        try:
            async with asyncio.timeout(UP_WITHIN_SECONDS):
                said: bytes = await asyncio.get_running_loop().sock_recv(self.line, 1)
        except (TimeoutError, OSError):
            return False
        return said == UP

    async def ended(self) -> int:
        """Wait until it has ended; its status. What it had open is measured no more."""
        status = await self.process.wait()
        process_ended(self.process.pid)
        return status

    async def end(self) -> None:
        """Have it end in good order, and wait; in the end it is ended."""
        if self.process.returncode is None:
            self.process.terminate()
        with suppress(TimeoutError):
            async with asyncio.timeout(LONGEST_END_SECONDS):
                await self.ended()
        if self.process.returncode is None:
            log.error("server %d does not end in %d s: killed", self.process.pid, LONGEST_END_SECONDS)
            self.process.kill()
            await self.ended()
        self.line.close()


class Parent:
    """Keeps so many servers up."""

    def __init__(self, command: Sequence[str], listeners: Sequence[socket.socket], *, workers: int) -> None:
        self.command = command
        self.listeners = listeners
        self.workers = workers
        self.children: dict[int, Child] = {}
        # Those too that are not in their place yet, or no longer.
        self.running: set[Child] = set()
        self.failures = 0
        self.status = 0
        self._is_stopping = asyncio.Event()
        self._renewing: asyncio.Task[None] | None = None

    async def run(self) -> int:
        """Until it is told to stop; the status to end with."""
        loop = asyncio.get_running_loop()
        for told in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(told, self._is_stopping.set)
        loop.add_signal_handler(signal.SIGHUP, self.renew)
        # What keeps one from starting keeps all of them: its words stand there once.
        first = await self._start(0)
        if not await self._comes_up(first):
            return await self._end_of(first)
        self.children[0] = first
        keeping = [asyncio.create_task(self._keep(place)) for place in range(self.workers)]
        await self._is_stopping.wait()
        await self._end(keeping)
        return self.status

    async def _end_of(self, first: Child) -> int:
        """How the first ended, which did not come up; 0 where nobody wanted it any more."""
        if not self._is_stopping.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(LONGEST_END_SECONDS):
                    await first.ended()
        await first.end()
        return 0 if self._is_stopping.is_set() else first.process.returncode or 1

    def renew(self) -> None:
        """Replace each server by a new one, one after the other: nobody finds the door shut."""
        if self._renewing is None or self._renewing.done():
            self._renewing = asyncio.create_task(self._renew())

    async def _renew(self) -> None:
        for place, before in list(self.children.items()):
            after = await self._start(place)
            if not await self._comes_up(after):
                log.error("a new server does not start: those that run go on")
                await after.end()
                return
            self.children[place] = after
            await before.end()
        log.info("every server is a new one")

    async def _keep(self, place: int) -> None:
        """See that there is a server in this place."""
        pause = FIRST_PAUSE_SECONDS / 2
        while not self._is_stopping.is_set():
            if place not in self.children:
                self.children[place] = await self._start(place)
                await self._comes_up(self.children[place])
            child = self.children[place]
            status = await child.ended()
            if self._is_stopping.is_set() or self.children[place] is not child:
                continue
            del self.children[place]
            child.line.close()
            pause = FIRST_PAUSE_SECONDS if child.is_steady else min(2 * pause, LONGEST_PAUSE_SECONDS)
            log.error("server %d ended (%d); another starts in %d s", child.process.pid, status, pause)
            self._count_failure(has_lived=child.is_steady)
            await self._rest(pause)

    def _count_failure(self, *, has_lived: bool) -> None:
        goes = has_lived or any(child.is_steady for child in self.children.values())
        self.failures = 0 if goes else self.failures + 1
        if self.failures >= MOST_FAILURES:
            log.error("%d servers in a row died as soon as they had begun: giving up", self.failures)
            self.status = 1
            self._is_stopping.set()

    async def _start(self, place: int) -> Child:
        child = await Child.start(self.command, self.listeners, place=place)
        self.running = {one for one in self.running if one.process.returncode is None} | {child}
        return child

    async def _comes_up(self, child: Child) -> bool:
        """Whether it does before anybody says to stop."""
        up, stopping = asyncio.create_task(child.is_up()), asyncio.create_task(self._is_stopping.wait())
        done, pending = await asyncio.wait({up, stopping}, return_when=asyncio.FIRST_COMPLETED)
        for task in pending:
            task.cancel()
        if is_up := up in done and up.result():
            log.info("server %d is up", child.process.pid)
        return is_up

    async def _rest(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._is_stopping.wait()

    async def _end(self, keeping: Sequence[asyncio.Task[None]]) -> None:
        """Nobody is let in any more; those who are in are answered, and sockets told to come back elsewhere."""
        if self._renewing is not None:
            self._renewing.cancel()
        for listener in self.listeners:
            listener.close()
        for task in keeping:
            task.cancel()
        await asyncio.gather(*(child.end() for child in self.running))


def open_listeners(host: str, port: int) -> list[socket.socket]:
    """The sockets for every address of this name, as one server alone opens them. Raises OSError where one is taken."""
    found = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    return [_listener(family, address) for family, _kind, _protocol, _name, address in dict.fromkeys(found)]


def _listener(family: int, address: tuple[object, ...]) -> socket.socket:
    # Said to be TCP: of another asyncio leaves Nagle's delay on.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if family == socket.AF_INET6:
        listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    listener.bind(address)
    return listener


def serve_many(*, host: str, port: int, workers: int) -> int:
    """Serve by so many processes until this one is told to stop; the status to end with."""
    command = [sys.executable, *sys.orig_argv[1 : len(sys.orig_argv) - len(sys.argv)], sys.argv[0], "serve"]
    return asyncio.run(_serve(command, open_listeners(host, port), workers))


async def _serve(command: Sequence[str], listeners: Sequence[socket.socket], workers: int) -> int:
    return await Parent(command, listeners, workers=workers).run()
