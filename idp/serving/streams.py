"""Answers in parts (exports, files): each made in a thread of its own, at its reader's pace, a few at a time.

One thread from the first part to the last, because a database connection belongs to its thread; and none of the pages',
because a reader may be as slow as he likes.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import tzinfo
from typing import Any

from django.db import close_old_connections, connections
from django.http import StreamingHttpResponse
from django.urls import get_script_prefix, set_script_prefix
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal
from idp.serving.bodies import refuse

TURN_SECONDS = 10.0
# A reader has this long to take what is on its way, some 64 KiB.
READ_SECONDS = 30.0
log = logging.getLogger("handslag.streams")
Send = Callable[[Any], Awaitable[None]]


class TooManyStreams(Refusal):
    code = "too_many_streams"
    public_text = _("Many downloads are under way. Wait a minute, then try again.")
    status = 503


class ReaderGone(Exception):
    """Whoever asked closed the connection."""


class ReaderTooSlow(Exception):
    """Whoever asked keeps the connection, and does not read."""


class Stream:
    """An answer whose parts are still to be made, in the language and the time zone of the page that began it."""

    streaming = True

    def __init__(self, answer: StreamingHttpResponse, *, has_body: bool) -> None:
        """In the thread of the page, whose work ends here."""
        close_old_connections()  # as after every page
        if answer.is_async:
            answer.close()
            raise TypeError("an answer in parts is made in a thread: its parts come from a plain iterator")
        self.answer = answer
        known = (translation.get_language(), timezone.get_current_timezone(), get_script_prefix())
        self.thread = ThreadPoolExecutor(1, "stream", initializer=_know, initargs=known)
        answer.streaming_content = self._parts(iter(answer) if has_body else iter(()))

    async def close(self) -> None:
        """End the iterator where it ran; its file, its database connection and its thread go with it."""
        closed = self._in_thread(self._close)
        self.thread.shutdown(wait=False)
        await closed

    async def _parts(self, made: Iterator[bytes]) -> AsyncIterator[bytes]:
        """The next part is made only when it is asked for: when the last one is sent."""
        while (part := await self._in_thread(next, made, None)) is not None:
            yield part

    def _in_thread(self, step: Callable[..., Any], *given: Any) -> asyncio.Future[Any]:
        return asyncio.get_running_loop().run_in_executor(self.thread, step, *given)

    def _close(self) -> None:
        self.answer.close()
        connections.close_all()


def _know(language: str, zone: tzinfo, script_prefix: str) -> None:
    """Let this thread know what the page's thread knew."""
    translation.activate(language)
    timezone.activate(zone)
    set_script_prefix(script_prefix)


class Streams:
    """Sends so many answers in parts at once; whoever comes when all turns are taken waits a little for one."""

    def __init__(
        self, respond: Callable[[StreamingHttpResponse, Send], Awaitable[None]], *, at_once: int
    ) -> None:
        self.respond = respond
        self.turns = asyncio.Semaphore(at_once)

    async def send(self, stream: Stream, scope: dict[str, Any], receive: Any, send: Send) -> None:
        """Send the answer when it is its turn, or refuse it."""
        try:
            async with asyncio.timeout(TURN_SECONDS):
                await self.turns.acquire()
        except TimeoutError:
            await stream.close()
            await refuse(TooManyStreams(f"no turn within {TURN_SECONDS} seconds"), scope, send)
            return
        try:
            await self._send(stream, scope["path"], receive, send)
        finally:
            await stream.close()
            self.turns.release()

    async def _send(self, stream: Stream, path: str, receive: Any, send: Send) -> None:
        """An answer that breaks off stays unfinished: the server cuts the connection, and nobody takes it for whole."""
        gone = asyncio.create_task(_wait_until_gone(receive))
        try:
            await self.respond(stream.answer, _sender_in_time(send, gone))
        except ReaderGone:
            pass
        except ReaderTooSlow:
            log.info("cut %s: its reader took nothing for %s seconds", path, READ_SECONDS)
        except Exception:  # whatever a part raises: the page's own answer to faults is no longer possible
            log.exception("broke off %s", path)
        finally:
            gone.cancel()


async def _wait_until_gone(receive: Any) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _sender_in_time(send: Send, gone: asyncio.Task[None]) -> Send:
    async def send_in_time(message: Any) -> None:
        if gone.done():
            raise ReaderGone
        try:
            async with asyncio.timeout(READ_SECONDS):
                await send(message)
        except TimeoutError:
            raise ReaderTooSlow from None

    return send_in_time
