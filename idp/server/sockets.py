"""A connection that has become a websocket."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from websockets.datastructures import Headers
from websockets.http11 import Response

from idp.server.frames import BoundedFrames

if TYPE_CHECKING:
    from uvicorn.server import ServerState

    from idp.server.launcher import Options


class BoundedSockets(BoundedFrames):
    """One that keeps its place at the gate until it ends."""

    def __init__(self, config: Options, server_state: ServerState, app_state: dict[str, Any]) -> None:
        super().__init__(config, server_state, app_state)
        self.gate = config.gate

    def connection_lost(self, exc: Exception | None) -> None:
        """It has ended."""
        self.gate.leave(self.transport)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Frames; and first the greeting. One that cannot be read is refused: uvicorn left it open, unanswered."""
        super().data_received(data)
        if self.conn.handshake_exc is not None and not self.handshake_initiated:
            refused = Response(HTTPStatus.BAD_REQUEST.value, HTTPStatus.BAD_REQUEST.phrase, Headers(), b"")
            self.transport.write(refused.serialize())
            self.transport.close()
