"""Django's pages: each made in one of a few threads, and its answer sent from the loop."""

from __future__ import annotations

import asyncio
import io
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.core import signals
from django.core.handlers.asgi import ASGIHandler, ASGIRequest, get_script_prefix
from django.http import HttpResponse
from django.urls import set_script_prefix
from django.utils import translation

from accounts.incidents import Incident
from accounts.machine.giving_way import waited_for
from accounts.users.places import networks_of
from devices.live.scope import address_in
from idp.errors import Unavailable, unavailable
from idp.server.line import Line, LineFull, Waiter
from idp.serving.bodies import say
from idp.serving.programs import ProgramsMiddleware
from idp.serving.streams import Stream, Streams
from idp.telemetry.pages import seen

# All threads wait for something that is busy or frozen: who comes now is not kept until it is there again.
TURN_SECONDS = 10.0
MOST_LOOKED_AT = 16 * 1024
BUSY = Incident("A page thread")


class Pages(ASGIHandler):
    """Django's own handler with its sync half: no view here is async."""

    def __init__(self, *, threads: int, streams: int) -> None:
        self.load_middleware(is_async=False)
        # The one that was used last is used next: what it and its connection touch is still at hand. There is always
        # one, for the line lets in as many as there are.
        self.idle = [ThreadPoolExecutor(1, thread_name_prefix="page") for _ in range(threads)]
        self.line = Line(at_once=threads)
        self.streams = Streams(self.send_response, at_once=streams)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """One page. The body is here already, whole (`bodies.py`)."""
        body = (await receive())["body"]
        waiter = Waiter(networks_of(address_in(scope)))
        try:
            if not self.line.let_through(waiter):
                async with asyncio.timeout(TURN_SECONDS):
                    await self.line.enter(waiter)
        except LineFull as full:
            BUSY.goes_on(full)
            await say(Unavailable(), scope, send)
            return
        except TimeoutError:
            BUSY.goes_on(TimeoutError(f"no page thread within {TURN_SECONDS} seconds"))
            await self._send(_unavailable(scope, body), send)
            return
        thread = self.idle.pop()
        waited_for.add(waiter)
        try:
            loop = asyncio.get_running_loop()
            answer = await loop.run_in_executor(thread, self._counted, waiter, scope, body)
        finally:
            waited_for.discard(waiter)
            self.idle.append(thread)
            self.line.leave(waiter)
        if answer.streaming:
            await self.streams.send(answer, scope, receive, send)
        else:
            await self._send(answer, send)

    async def _send(self, answer: HttpResponse, send: Any) -> None:
        """As `send_response`, of an answer that is whole and whose names and values are text."""
        headers = [(name.encode("ascii"), value.encode("latin-1")) for name, value in answer.items()]
        for cookie in answer.cookies.values():
            headers.append((b"Set-Cookie", cookie.OutputString().encode("ascii")))
        await send({"type": "http.response.start", "status": answer.status_code, "headers": headers})
        for part, is_last in self.chunk_bytes(answer.content):
            await send({"type": "http.response.body", "body": part, "more_body": not is_last})

    def _counted(self, waiter: Waiter, scope: Any, body: bytes) -> Any:
        began = time.thread_time()
        try:
            return self._answer(scope, body)
        finally:
            waiter.cpu_seconds = time.thread_time() - began

    def _answer(self, scope: Any, body: bytes) -> Any:
        set_script_prefix(get_script_prefix(scope))
        signals.request_started.send(sender=type(self), scope=scope)
        request, refused = self.create_request(scope, io.BytesIO(body))
        answer: Any = refused if request is None else seen(request, self.get_response)
        if answer.streaming:
            return Stream(answer, has_body=scope["method"] != "HEAD")
        answer.close()  # the request is over for this thread: its connection may be let go of
        if request is not None:
            # Its lazy members hold it, and it them: emptied it goes now, with its body, and needs no collector.
            vars(request).clear()
        return answer


def _unavailable(scope: Any, body: bytes) -> HttpResponse:
    # On the loop: as much of a form is read as tells whether something was typed into it.
    request = ASGIRequest(scope, io.BytesIO(body[:MOST_LOOKED_AT]))
    with translation.override(translation.get_language_from_request(request)):
        # As every answer to a phone, this one has a nonce.
        return ProgramsMiddleware(unavailable)(request)
