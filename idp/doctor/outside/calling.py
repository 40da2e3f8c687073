"""One call from outside, bounded in time and in what is read."""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from email.message import Message
from urllib.parse import urlsplit

from django.conf import settings

PATIENCE_SECONDS = 10.0
MOST_READ = 1024 * 1024
PORTS = {"https": 443, "http": 80}
PAGE = "/sign-in/"
# RFC 2606: nobody has a name like this.
STRANGER = "stranger.invalid"


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Message
    body: bytes


@dataclass(frozen=True)
class Door:
    """Where people come in: an origin, and where to connect to for it, where not to what its name leads to."""

    url: str
    at: tuple[str, int] | None = None
    plain_at: tuple[str, int] | None = None

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""

    @property
    def is_https(self) -> bool:
        return self.url.startswith("https:")

    @property
    def netloc(self) -> str:
        return urlsplit(self.url).netloc

    def connect(self) -> socket.socket:
        """Connect as browsers do, by TLS where the address has it. Raises OSError."""
        plain = self.connect_below_tls()
        if not self.is_https:
            return plain
        try:
            return ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)
        except OSError:
            plain.close()
            raise

    def connect_below_tls(self) -> socket.socket:
        """Connect to where TLS is to be spoken, and speak none yet. Raises OSError."""
        url = urlsplit(self.url)
        return _connected(self.at or (self.host, url.port or PORTS[url.scheme]))

    def connect_plain(self) -> socket.socket:
        """Connect to where somebody comes who types no https."""
        return _connected(self.plain_at or (self.at[0] if self.at else self.host, PORTS["http"]))

    def ask(self, path: str, *, host: str = "", headers: Mapping[str, str] | None = None) -> Answer:
        """Ask for an address, under another Host where one is given. Raises OSError, or HTTPException."""
        return ask_over(self.connect(), path, host=host or self.netloc, headers=headers)


def ask_over(by: socket.socket, path: str, *, host: str, headers: Mapping[str, str] | None = None) -> Answer:
    """Ask once over this connection, and close it. Raises OSError, or HTTPException."""
    connection = http.client.HTTPConnection(host)
    connection.sock = by
    with closing(connection):
        connection.request("GET", path, headers={"Host": host, "Connection": "close", **(headers or {})})
        answer = connection.getresponse()
        return Answer(answer.status, answer.headers, answer.read(MOST_READ))


def door(*, at: tuple[str, int] | None = None, plain_at: tuple[str, int] | None = None) -> Door:
    """Return the one door of this installation."""
    return Door(settings.PUBLIC_URL, at=at, plain_at=plain_at)


def _connected(to: tuple[str, int]) -> socket.socket:
    return socket.create_connection(to, timeout=PATIENCE_SECONDS)
