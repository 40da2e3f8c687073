"""Health for whoever watches: ``/health/live`` this process answers, ``/health/ready`` it can do its work (H04).

Answered on the loop, before everything else: neither waits for a page thread, and a page's long wait is no reason to
restart a process that lives.
"""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection

from accounts.incidents import DATABASE
from accounts.redis_line import line_to

LIVE, READY = "/health/live", "/health/ready"
PATIENCE_SECONDS = 2.0


class Health:
    """Answers the two addresses; everything else is the application's."""

    def __init__(self, application: Any) -> None:
        self.application = application
        # One looks for all who ask meanwhile: strangers may ask too, and each look takes a connection.
        self.thread = ThreadPoolExecutor(1, thread_name_prefix="health")
        self.looking: asyncio.Future[list[str]] | None = None

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """One connection."""
        if scope["path"] not in (LIVE, READY):
            await self.application(scope, receive, send)
        elif scope["method"] not in ("GET", "HEAD"):
            await _say(send, 405, {"status": "method not allowed"})
        elif scope["path"] == READY and (away := await self._what_is_away()):
            await _say(send, 503, {"status": "away", "away": away})
        else:
            await _say(send, 200, {"status": "ok"})

    async def _what_is_away(self) -> list[str]:
        if self.looking is None or self.looking.done():
            self.looking = asyncio.get_running_loop().run_in_executor(self.thread, what_is_away)
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await asyncio.shield(self.looking)
        except TimeoutError:
            return ["database"]  # Redis is given up sooner


def what_is_away() -> list[str]:
    """Asks the database and Redis; the names of those that do not answer."""
    away = [] if _is_database_there() else ["database"]
    if settings.REDIS_URL and not line_to(settings.REDIS_URL).is_there():
        away.append("redis")
    return away


def _is_database_there() -> bool:
    close_old_connections()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as why:
        DATABASE.goes_on(why)
        return False
    finally:
        close_old_connections()
    return True


async def _say(send: Any, status: int, said: dict[str, Any]) -> None:
    body = json.dumps(said).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
