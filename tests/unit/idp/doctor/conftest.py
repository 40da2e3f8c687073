"""Servers that are ill: they answer whatever a test wants."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from email.utils import formatdate
from pathlib import Path

import pytest

from idp.doctor.outside.calling import Door
from tests.support.mail_server import make_certificate

Says = Callable[..., Door]


class Ill:
    """Answers every connection the same, as long as it is there."""

    def __init__(self, said: bytes, context: ssl.SSLContext | None = None) -> None:
        self.said, self.context = said, context
        self.place = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.place.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                self._answer(self.place.accept()[0])

    def _answer(self, connection: socket.socket) -> None:
        with suppress(OSError), connection:
            if self.context is not None:
                connection = self.context.wrap_socket(connection, server_side=True)
            with connection:
                connection.recv(64 * 1024)
                connection.sendall(self.said)

    def stop(self) -> None:
        # Whoever waits for a connection is only woken by the end of both directions.
        self.place.shutdown(socket.SHUT_RDWR)
        self.place.close()


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    """For 127.0.0.1, for a day."""
    return make_certificate(tmp_path)


@pytest.fixture
def server_that_says(certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> Iterator[Says]:
    """A door to a server that answers so; by TLS unless `plain`, whose certificate is trusted unless `untrusted`."""
    servers: list[Ill] = []

    def says(
        body: str = "", *headers: str, status: int = 200, plain: bool = False, untrusted: bool = False
    ) -> Door:
        head = [f"HTTP/1.1 {status} So", f"Content-Length: {len(body.encode())}", "Connection: close"]
        if not any(header.startswith("Date:") for header in headers):
            head.append(f"Date: {formatdate(usegmt=True)}")
        said = "\r\n".join([*head, *headers, "", body]).encode()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
        if not untrusted:
            monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
        servers.append(Ill(said, None if plain else context))
        here = ("127.0.0.1", servers[-1].port)
        return Door(f"http{'' if plain else 's'}://127.0.0.1", at=here, plain_at=here)

    yield says
    for server in servers:
        server.stop()


@pytest.fixture
def nobody() -> Door:
    """A door where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as place:
        here = ("127.0.0.1", place.getsockname()[1])
    return Door("https://127.0.0.1", at=here, plain_at=here)
