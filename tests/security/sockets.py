"""Sockets as strangers open them: by hand where a client of good manners would not do."""

from __future__ import annotations

import json
import socket
from contextlib import ExitStack
from typing import Any

from django.test import Client
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from tests.security.by_hand import PHONE, opening
from tests.support.phones import SigningPhone
from tests.support.server import Server

APPROVAL = "/live/approval/"
PATIENCE_SECONDS = 15


class Visitors:
    """Whoever opens sockets at a server; they are closed in the end."""

    def __init__(self, server: Server, closing: ExitStack) -> None:
        self.server, self.closing = server, closing

    def signs_in_as(self, username: str) -> Client:
        """A browser on the page with the number."""
        browser = Client(headers={"Host": f"localhost:{self.server.port}"})
        browser.post("/sign-in/", {"username": username})
        assert browser.get("/sign-in/phone/").status_code == 200
        return browser

    def opens(self, path: str, browser: Client | None = None, *, seen_from: str = "") -> ClientConnection:
        """One more socket, as a page of ours opens it, or a phone; `seen_from` is what a proxy says of it."""
        headers = {"X-Forwarded-For": seen_from} if seen_from else {}
        if browser is not None:
            headers["Cookie"] = "; ".join(f"{name}={one.value}" for name, one in browser.cookies.items())
        opening = connect(
            self.server.socket_url + path,
            origin=None if path == PHONE else Origin(self.server.url),
            additional_headers=headers,
            proxy=None,
            max_size=2**20,
        )
        return self.closing.enter_context(opening)

    def greets(self, phone: SigningPhone) -> ClientConnection:
        """A phone's socket that has proven which phone it is, or was told something else."""
        opened = self.opens(PHONE)
        opened.send(json.dumps(phone.live_hello()))
        return opened

    def opens_by_hand(self, path: str = PHONE, **options: int) -> socket.socket:
        """A connection on which frames may follow, and be anything."""
        raw = socket.socket()
        self.closing.callback(raw.close)
        raw.settimeout(PATIENCE_SECONDS)
        for name, value in options.items():
            raw.setsockopt(socket.SOL_SOCKET, getattr(socket, name), value)
        raw.connect(("127.0.0.1", self.server.port))
        raw.sendall(opening(path, port=self.server.port))
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += raw.recv(1)
        assert answer.startswith(b"HTTP/1.1 101"), answer
        assert b"extensions" not in answer.lower(), "frames are never compressed"
        return raw


def said(opened: ClientConnection) -> Any:
    """What the server says next; the code when it says goodbye instead."""
    try:
        return json.loads(opened.recv(timeout=PATIENCE_SECONDS))
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else None


def is_cut(raw: socket.socket) -> bool:
    """Whether the server ends this connection; how is its affair."""
    try:
        while raw.recv(65536):
            pass
    except ConnectionError:
        return True
    return True
