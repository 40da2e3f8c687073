"""What is taken of a request before it is whole: so many bytes, so many fields, so many seconds (H08, T31).

uvicorn bounds none of it. Its parser, httptools, hands over a field when it is whole, and joins it anew with each piece
that comes: an endless one costs the square of its length, on the loop that serves everybody.
"""

from __future__ import annotations

import asyncio
import socket
from http import HTTPStatus
from itertools import chain
from typing import TYPE_CHECKING, Any, cast

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from idp.server.alarm import Alarm
from idp.server.answers import while_there

if TYPE_CHECKING:
    from uvicorn._types import ASGI3Application
    from uvicorn.protocols.http.httptools_impl import RequestResponseCycle
    from uvicorn.server import ServerState

    from idp.server.launcher import Options

# Of the header with its first line, and again of what stands around a body's parts: their sizes, and fields after them.
LARGEST_HEAD = 32 * 1024
MOST_FIELDS = 100
# From the connection or the first byte of a request to the end of its header.
HEAD_SECONDS = 10.0
# What we wait, in all, for somebody to take answers; downloads look sooner, and tell (`serving/streams.py`).
READ_SECONDS = 40.0
# Bytes in a second: who takes as many is waited for as long as it takes.
LEAST_PACE = 8 * 1024
# Bytes on their way. The system holds twice as many; left to itself, four megabytes for whoever reads nothing.
ON_THE_WAY = 128 * 1024
# While the server stops: who was let in just before may still ask, once.
JUST_COME_SECONDS = 1.0
# Who is refused is heard out so long and so far: left unread, the rest would reset the connection under the answer.
HEARD_OUT_SECONDS = 1.0
LARGEST_HEARD_OUT = 256 * 1024
# Requests sent ahead of their answers: browsers and proxies send none.
MOST_AHEAD = 8
# Handed to the parser at a time, so that what it holds is looked at in between.
PIECE = 16 * 1024


class Refused(Exception):
    """Raised inside the parser, which then stops; the connection says why."""

    def __init__(self, status: HTTPStatus) -> None:
        self.status = status


class BoundedRequests(HttpToolsProtocol):
    """uvicorn's connection, with an end to everything that a stranger may send or leave unsent."""

    def __init__(
        self,
        config: Options,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.gate = config.gate
        self.owed = Alarm(self.loop)
        self.reading = Alarm(self.loop)
        self.patience = READ_SECONDS
        self.piece = self.around = self.untaken = 0
        self.paused_at = 0.0
        self.has_begun = self.is_in_body = self.is_over = self.is_last = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Let it in; what cannot be let in is closed, and never stays open uncounted."""
        made = cast(asyncio.Transport, transport)
        try:
            super().connection_made(made)
            made.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, ON_THE_WAY)
            self._let_in()
        except BaseException:
            made.abort()
            raise

    def _let_in(self) -> None:
        """Begin to wait for its first request. Who reset it before it was looked at has no address any more."""
        if self.client is None:
            self.transport.abort()
        elif self.gate.enter(self.transport, self.client[0]):
            self.owed.set(HEAD_SECONDS, self.give_up)
        else:
            self.is_over = True
            self.transport.write(_answer(HTTPStatus.SERVICE_UNAVAILABLE))
            self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is waited for any more."""
        self.owed.off()
        self.reading.off()
        self._unset_keepalive_if_required()
        self.gate.leave(self.transport)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Hand it to the parser in pieces, as long as nothing is too much."""
        for start in range(0, len(data), PIECE):
            piece = data[start : start + PIECE]
            self.piece = len(piece)
            self.around += self.piece
            if self.is_over:
                self._hear_out()
            else:
                self._parse(piece)

    def _parse(self, piece: bytes) -> None:
        try:
            self.parser.feed_data(piece)
        except httptools.HttpParserUpgrade:
            if self._should_upgrade():
                self.handle_websocket_upgrade()
        except httptools.HttpParserError as why:
            own = why.__context__
            self.refuse(own.status if isinstance(own, Refused) else HTTPStatus.BAD_REQUEST)
        else:
            if self.around > LARGEST_HEAD:
                self.refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)

    def _hear_out(self) -> None:
        if self.around > LARGEST_HEARD_OUT:
            self.transport.abort()

    def on_message_begin(self) -> None:
        """The first byte of a request; blank lines before it are none."""
        super().on_message_begin()
        self._unset_keepalive_if_required()
        self.has_begun, self.is_in_body = True, False
        self.around = self.piece
        self.owed.set(HEAD_SECONDS, self.give_up)

    def on_header(self, name: bytes, value: bytes) -> None:
        """A field of the header. One that comes after a body is dropped: no proxy has looked at it (T25)."""
        if self.is_in_body:
            return
        if len(self.headers) >= MOST_FIELDS:
            raise Refused(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """A whole header, of a request or of a socket's greeting, of which the parser takes no body."""
        if len(self.url) + sum(map(len, chain(*self.headers))) + 4 * len(self.headers) > LARGEST_HEAD:
            raise Refused(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        if len(self.pipeline) >= MOST_AHEAD:
            raise Refused(HTTPStatus.TOO_MANY_REQUESTS)
        super().on_headers_complete()
        if self.is_last and self._has_asked:
            self.cycle.keep_alive = False
        self.owed.off()
        self.is_in_body, self.around = True, 0

    def on_body(self, body: bytes) -> None:
        """How much of a body may come is the application's to say (`serving/bodies.py`)."""
        self.around -= len(body)
        super().on_body(body)

    def handle_websocket_upgrade(self) -> None:
        """From here on it is a socket."""
        if self.is_last or self._is_answering():
            self.refuse(HTTPStatus.SERVICE_UNAVAILABLE if self.is_last else HTTPStatus.BAD_REQUEST)
            return
        self.owed.off()
        self.reading.off()
        self.is_over = True
        super().handle_websocket_upgrade()
        # It holds this, and this it: nothing of either is needed, and the collector of cycles would look for them.
        self.parser = None  # type: ignore[assignment]

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        super()._start_asgi_task(cycle, while_there(app, cycle))

    def on_response_complete(self) -> None:
        """Go on to the next request; whoever still sends a body that nobody reads is cut."""
        is_sending = not self.pipeline and self.cycle.more_body
        super().on_response_complete()
        if is_sending or self.transport.is_closing():
            self.close()

    def pause_writing(self) -> None:
        """Somebody does not take what was asked for."""
        super().pause_writing()
        self.untaken, self.paused_at = self.transport.get_write_buffer_size(), self.loop.time()
        self.reading.set(self.patience + self.untaken / LEAST_PACE, self.transport.abort)

    def resume_writing(self) -> None:
        """It was taken; what that took beyond the least pace is gone of our patience, until others make up for it."""
        super().resume_writing()
        self.reading.off()
        allowed = (self.untaken - self.transport.get_write_buffer_size()) / LEAST_PACE
        waited = self.loop.time() - self.paused_at
        self.patience = min(READ_SECONDS, self.patience + allowed - waited)

    def shutdown(self) -> None:
        """The server stops: end it once what was asked is answered. Whoever has just come was let in to ask."""
        if self._has_asked or self.is_over:
            super().shutdown()
            return
        self.is_last = True
        if not self.has_begun:
            self.owed.set(JUST_COME_SECONDS, super().shutdown)

    def timeout_keep_alive_handler(self) -> None:
        """No further request came."""
        self.close()

    def give_up(self) -> None:
        """The header did not come in time. Who is still being answered may take the time that takes."""
        if self._is_answering():
            self.owed.set(HEAD_SECONDS, self.give_up)
        elif self.has_begun:
            self.refuse(HTTPStatus.REQUEST_TIMEOUT)
        else:
            self.close()

    def refuse(self, status: HTTPStatus) -> None:
        """Say why and close, or only close when another answer is on its way."""
        self.is_over, self.around = True, 0
        if self._is_answering() or self.transport.is_closing():
            self.transport.abort()
            return
        self.transport.write(_answer(status))
        self.transport.write_eof()
        self.owed.set(HEARD_OUT_SECONDS, self.transport.abort)

    def close(self) -> None:
        """Close it once everything is taken, and in any case before long."""
        self.is_over = True
        self.transport.close()
        self.owed.set(READ_SECONDS, self.transport.abort)

    @property
    def _has_asked(self) -> bool:
        # A socket's greeting is no request.
        return self.cycle is not None

    def _is_answering(self) -> bool:
        return self._has_asked and not self.cycle.response_complete


def _answer(status: HTTPStatus) -> bytes:
    text = f"{status.phrase}\n".encode()
    lines = (f"HTTP/1.1 {status.value} {status.phrase}", "Content-Type: text/plain", "Connection: close")
    return "\r\n".join([*lines, f"Content-Length: {len(text)}", "", ""]).encode() + text
