"""A push service on this machine, for a server that was started with PUSH_STAND_IN (standard library only)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

# What every push service must take, and this one takes no more (RFC 8030, section 7.2).
LARGEST = 4096
PATIENCE_SECONDS = 30

Take = Callable[[bytes], None]


class LocalPushService:
    """`takers` has, by a subscription's token, who takes what comes there, or raises ValueError."""

    def __init__(self, port: int) -> None:
        self.takers: dict[str, Take] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", port), _answering(self.takers))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> LocalPushService:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_ended: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def _answering(takers: dict[str, Take]) -> type[BaseHTTPRequestHandler]:
    class Answering(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = PATIENCE_SECONDS

        def do_POST(self) -> None:
            self.send_response(self._taken())
            self.send_header("Content-Length", "0")
            self.end_headers()

        def _taken(self) -> HTTPStatus:
            length = self.headers.get("Content-Length", "")
            if not (length.isascii() and length.isdigit() and int(length) <= LARGEST):
                # What was not read would be taken for the next.
                self.close_connection = True
                return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
            body = self.rfile.read(int(length))
            take = takers.get(self.path.rpartition("/")[2])
            if take is None:
                return HTTPStatus.GONE
            try:
                take(body)
            except ValueError:
                return HTTPStatus.BAD_REQUEST
            return HTTPStatus.CREATED

        def log_message(self, *_said: Any) -> None:
            """The phones say what came."""

    return Answering
