"""The server's side of a websocket, bounded before the application is asked (T32, H08)."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import CloseCode

from devices.live.sockets import LARGEST_FRAME
from idp.server.waiting import Messages, Passage

# Frames of any kind, pings and parts of a frame too: a phone sends one, and whoever answers pings one now and then.
FRAMES_AT_ONCE = 32
FRAMES_PER_SECOND = 1.0
# Bytes looked at before it is counted what was in them: a thousand of the smallest frames would hold the loop.
PIECE = 1024
# Somebody to whom nothing can be sent for so long does not read.
READER_SECONDS = 10.0
# The other side has so long to say goodbye.
GOODBYE_SECONDS = 2.0
PING_SECONDS = 20.0


class BoundedFrames(WebSocketsSansIOProtocol):
    """uvicorn's, for clients that say little: it counts their frames, and cuts who does not read."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.close_timeout = GOODBYE_SECONDS
        self.queue = Messages()  # type: ignore[assignment]  # as much of asyncio's Queue as uvicorn uses
        self.writable = Passage()  # type: ignore[assignment]  # and of its Event
        self.frames_left = float(FRAMES_AT_ONCE)
        self.counted_at = self.loop.time()
        self.patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin; from the first byte that cannot be sent on, the server says so."""
        super().connection_made(transport)
        self.transport.set_write_buffer_limits(high=0)

    def connection_lost(self, exc: Exception | None) -> None:
        """End."""
        self._wait_no_more()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read a little, count it, and only then read on."""
        for start in range(0, len(data), PIECE):
            if self.transport.is_closing():
                return
            super().data_received(data[start : start + PIECE])

    def handle_events(self) -> None:
        """Hear what came, unless it is too much."""
        if self._is_too_much(len(self.conn.events)):
            self.conn.fail(CloseCode.POLICY_VIOLATION, "too many frames")
            self.handle_parser_exception()
        else:
            super().handle_events()

    def send_receive_event_to_app(self) -> None:
        """Hand on what came, unless it is said to be text and is none: uvicorn takes that for a fault of ours."""
        if self.curr_msg_data_type == "text" and not _is_text(b"".join(self.frames)):
            self.conn.fail(CloseCode.INVALID_DATA, "not UTF-8")
            self.handle_parser_exception()
        else:
            super().send_receive_event_to_app()

    async def send(self, message: Any) -> None:
        """Send it, unless this is closed: whoever closed it may have done so while the application was at work."""
        await self.writable.wait()
        if self.close_sent or self.transport.is_closing():
            return
        await super().send(message)
        if message["type"] == "websocket.accept":
            # uvicorn keeps them to the end; thousands wait for minutes.
            del self.scope, self.request, self.response

    def handle_ping(self) -> None:
        """Answer, but only who reads the answers: pings would fill the memory with them."""
        if self.writable.is_set():
            super().handle_ping()
        else:
            self.conn.data_to_send()

    def handle_parser_exception(self) -> None:
        """End it. uvicorn's own takes for granted that the socket was open already."""
        if self.conn.close_sent is not None:
            super().handle_parser_exception()
        else:
            self.transport.abort()

    def pause_writing(self) -> None:
        """Something waits to be sent."""
        super().pause_writing()
        self.patience = self.loop.call_later(READER_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """Nothing waits any more."""
        self._wait_no_more()
        super().resume_writing()

    def _is_too_much(self, frames: int) -> bool:
        now = self.loop.time()
        grown = self.frames_left + (now - self.counted_at) * FRAMES_PER_SECOND
        self.frames_left, self.counted_at = min(grown, FRAMES_AT_ONCE) - frames, now
        return self.frames_left < 0

    def _wait_no_more(self) -> None:
        if self.patience is not None:
            self.patience.cancel()
            self.patience = None


def _is_text(said: bytes) -> bool:
    try:
        said.decode()
    except UnicodeDecodeError:
        return False
    return True


# What the launcher starts the server with.
WEBSOCKET_OPTIONS: dict[str, Any] = {
    "ws_max_size": LARGEST_FRAME,
    "ws_per_message_deflate": False,
    "ws_ping_interval": PING_SECONDS,
    "ws_ping_timeout": PING_SECONDS,
}
