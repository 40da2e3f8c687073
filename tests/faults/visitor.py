"""A browser over the network: cookies, forms, redirects; and how long each answer took."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from email.message import Message
from http.cookiejar import CookieJar
from typing import Any, Protocol

from django.conf import settings
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from tests.load.browser import CSRF, number_on

PATIENCE_SECONDS = 30


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Message
    text: str
    address: str
    seconds: float

    @property
    def said(self) -> Any:
        return json.loads(self.text)


class Place(Protocol):
    """A server: its own addresses, for pages and for sockets."""

    @property
    def url(self) -> str: ...

    @property
    def socket_url(self) -> str: ...


class Visitor:
    """Somebody at a browser."""

    def __init__(self, server: Place) -> None:
        self.server = server
        # What people type: of several servers behind one address it is the same.
        self.origin = settings.PUBLIC_URL
        self.cookies = CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        self.csrf = ""

    def get(self, path: str, **headers: str) -> Answer:
        return self._open(urllib.request.Request(self.server.url + path, headers=headers))

    def post(self, path: str, **fields: str) -> Answer:
        """Sends a form of the page that was opened last."""
        form = urllib.parse.urlencode({"csrfmiddlewaretoken": self.csrf, **fields}).encode()
        headers = {"Origin": self.origin}
        return self._open(urllib.request.Request(self.server.url + path, data=form, headers=headers))

    def asks(self, username: str) -> str:
        """Writes the username; gives the number that the next page shows."""
        self.get("/sign-in/")
        return number_on(self.post("/sign-in/", username=username, next="").text)

    def listens(self) -> ClientConnection:
        """The waiting page's socket."""
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.cookies)
        return connect(
            f"{self.server.socket_url}/live/approval/",
            origin=Origin(self.origin),
            additional_headers={"Cookie": cookies},
            proxy=None,
        )

    def _open(self, request: urllib.request.Request) -> Answer:
        began = time.monotonic()
        try:
            with self.opener.open(request, timeout=PATIENCE_SECONDS) as answer:
                text, status, headers, address = answer.read(), answer.status, answer.headers, answer.url
        except urllib.error.HTTPError as refused:
            text, status, headers, address = refused.read(), refused.code, refused.headers, refused.url
        found = CSRF.search(text.decode())
        self.csrf = found[1] if found else self.csrf
        return Answer(status, headers, text.decode(), address, time.monotonic() - began)


def told(socket: ClientConnection, *, within: float = PATIENCE_SECONDS) -> str:
    """The next state that a waiting page hears."""
    state: str = json.loads(socket.recv(timeout=within))["state"]
    return state
