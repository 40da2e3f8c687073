"""Every option of the server, and the only place that makes one (decision 0036)."""

import asyncio
import logging
import resource
import socket
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import uvicorn
from django.conf import settings

from accounts.machine.looking import keep_to_one
from accounts.machine.memory import keep_in_large_pages
from idp.server.frames import WEBSOCKET_OPTIONS
from idp.server.gate import Gate
from idp.server.requests import BoundedRequests
from idp.server.sockets import BoundedSockets

# Open connections have this long to end when it stops: a page that was begun is answered.
GRACE_SECONDS = 10
# A connection that is kept waits so long for its next request.
IDLE_SECONDS = 5
# Beside connections: the database's, Redis's, files, and those that are just being refused.
OTHER_FILES = 500
log = logging.getLogger("handslag.connections")


class Options(uvicorn.Config):
    """How the application is served, whoever asks for it."""

    def __init__(self, application: Any, *, host: str = "127.0.0.1", port: int = 8000) -> None:
        super().__init__(
            application,
            host=host,
            port=port,
            http=BoundedRequests,
            ws=BoundedSockets,
            **WEBSOCKET_OPTIONS,
            lifespan="on",
            # The client's address is the peer's; TRUSTED_PROXIES says whose word counts for more (T25).
            proxy_headers=False,
            server_header=False,
            # Its lines come through ours, and none tells of accesses: addresses of one-time links are secrets (I10).
            log_config=None,
            log_level="warning",
            access_log=False,
            timeout_keep_alive=IDLE_SECONDS,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
        self.gate = Gate(most=settings.MOST_CONNECTIONS)


class ServerOfMany(uvicorn.Server):
    """One of several: tells its parent that it is up, and ends in good order when its parent is gone."""

    def __init__(self, options: Options, *, parent: socket.socket, up: bytes) -> None:
        super().__init__(options)
        self.parent, self.up = parent, up

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen."""
        await super().startup(sockets=sockets)
        self.parent.setblocking(False)
        asyncio.get_running_loop().add_reader(self.parent, self._is_alone)
        with suppress(OSError):
            self.parent.send(self.up)

    def _is_alone(self) -> None:
        # A parent says nothing: what can be read is the end of it.
        asyncio.get_running_loop().remove_reader(self.parent)
        self.should_exit = True


def serve(application: Any, *, host: str, port: int) -> None:
    """Serve until the process is told to stop."""
    _run(uvicorn.Server(_bounded(Options(application, host=host, port=port))))


def serve_handed(application: Any, *, place: int, parent: int, listeners: Sequence[int], up: bytes) -> None:
    """Serve at sockets that a parent has opened, in this place, until it or this process is told to stop."""
    options = _bounded(Options(application))
    server = ServerOfMany(options, parent=socket.socket(fileno=parent), up=up)
    _run(server, [socket.socket(fileno=listener) for listener in listeners], place=place)


def _bounded(options: Options) -> Options:
    options.gate.most = allow_files(options.gate.most + OTHER_FILES) - OTHER_FILES
    return options


def _run(
    server: uvicorn.Server, sockets: list[socket.socket] | None = None, *, place: int | None = None
) -> None:
    keep_to_one(place=place)
    keep_in_large_pages()
    # It has stopped by then, in good order: a person's Ctrl-C needs no traceback.
    with suppress(KeyboardInterrupt):
        server.run(sockets=sockets)


def allow_files(wanted: int) -> int:
    """Each connection is a file to the system: as many as are wanted, or as it lets us have, which is told."""
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
    if now != resource.RLIM_INFINITY and now < allowed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, most))
    if allowed < wanted:
        log.warning("%d files may be open, %d are wanted: docs/operate.md, Limits", allowed, wanted)
    return allowed
