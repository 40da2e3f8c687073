"""The one process: static files first, pages in threads, sockets on the loop.

A sync page under Django's own ASGI costs four to eight times the same page in a thread (docs/decisions/0001), so
Django's pages, all of them sync, run in a fixed set of threads, and only sockets and files live on the loop.
"""

import asyncio
import io
import os
import sys
from typing import Any

import django
from channels.routing import ProtocolTypeRouter
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import DEFAULT_DB_ALIAS, connections

# Nobody said which settings: the strict ones, which refuse rather than guess.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "idp.settings.production")
django.setup(set_prefix=False)

# Below, because these need the apps that the line above loads.
from accounts import clock  # noqa: E402  after the apps are loaded
from devices.news import announce, relay  # noqa: E402  after the apps are loaded
from idp.housekeeping import keep_house, run_jobs  # noqa: E402  after the apps are loaded
from idp.server.this_machine import OwnMachineOnly  # noqa: E402  after the apps are loaded
from idp.serving.bodies import WholeBodies  # noqa: E402  after the apps are loaded
from idp.serving.collector import Collector  # noqa: E402  after the apps are loaded
from idp.serving.health import Health  # noqa: E402  after the apps are loaded
from idp.serving.origin import websockets  # noqa: E402  after the apps are loaded
from idp.serving.pages import Pages  # noqa: E402  after the apps are loaded
from idp.serving.static_files import FilesInMemory  # noqa: E402  after the apps are loaded
from idp.well_known.related_origins import RelatedOrigins  # noqa: E402  after the apps are loaded
from idp.worker.loop import Worker  # noqa: E402  after the apps are loaded

PAGE_THREADS = 8
STREAMS_AT_ONCE = 4


class Handslag:
    """The ASGI application: lifespan here, everything else by kind."""

    def __init__(self, *, keeps_house: bool = True, has_worker: bool | None = None) -> None:
        self.keeps_house = keeps_house
        self.has_worker = settings.EMBEDDED_WORKER if has_worker is None else has_worker
        self.collector = Collector()
        pages = FilesInMemory(
            Health(RelatedOrigins(WholeBodies(Pages(threads=PAGE_THREADS, streams=STREAMS_AT_ONCE)))),
            root=settings.STATIC_ROOT,
            prefix=settings.STATIC_URL,
            allow_all_origins=False,
            add_headers_function=add_static_headers,
        )
        self.inner: Any = ProtocolTypeRouter({"http": pages, "websocket": websockets(self.collector)})
        if settings.THIS_MACHINE_ONLY:
            self.inner = OwnMachineOnly(self.inner)

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """One connection, or the process's life."""
        if scope["type"] == "lifespan":
            await self.live(receive, send)
        else:
            # In its place, not beside it: a socket would hold both as long as it waits.
            scope = as_seen_from_outside(scope)
            await self.inner(scope, receive, send)

    async def live(self, receive: Any, send: Any) -> None:
        """Start up, keep house and work while the server runs, and stop."""
        await receive()
        announce.use_loop(asyncio.get_running_loop())
        # Nobody's page is the one that asks the database what time it is.
        await asyncio.to_thread(run_jobs, clock.keep_right)
        tasks = [asyncio.create_task(relay.listen(announce.tell, announce.let_all_look))]
        if self.keeps_house:
            tasks.append(asyncio.create_task(keep_house()))
        worker = Worker() if self.has_worker else None
        if worker is not None:
            worker.start()
        self.collector.begin()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        for task in tasks:
            task.cancel()
        if worker is not None:
            worker.stop()
            await asyncio.to_thread(worker.join)
        await send({"type": "lifespan.shutdown.complete"})


def as_seen_from_outside(scope: dict[str, Any]) -> dict[str, Any]:
    """The scheme people see is PUBLIC_URL's, whatever a proxy or a stranger says (T25).

    Header names with an underscore go: in Django's names ``X_Forwarded_For`` would pass for the real one.
    """
    headers = [(name, value) for name, value in scope["headers"] if b"_" not in name]
    secure = settings.PUBLIC_URL.startswith("https:")
    scheme = {"http": "https" if secure else "http", "websocket": "wss" if secure else "ws"}[scope["type"]]
    return {**scope, "headers": headers, "scheme": scheme}


def add_static_headers(headers: Any, _path: str, _url: str) -> None:
    """What pages get from SecurityMiddleware, for the files that never reach it."""
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"


def refuse_to_start_when_unsafe() -> None:
    """A failed check ends the process, with the remedy as its last words; asked by production, and by who tries out."""
    if not (settings.PRODUCTION or settings.THIS_MACHINE_ONLY):
        return
    try:
        call_command("check", databases=[DEFAULT_DB_ALIAS], stdout=io.StringIO())
    except SystemCheckError as refused:
        sys.exit(f"Handslag does not start like this.\n\n{refused}")
    # The pages have connections of their own, one a thread.
    connections.close_all()


refuse_to_start_when_unsafe()
application = Handslag()
