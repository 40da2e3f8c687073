"""HTTP/1.1 on one kept connection, from a loopback address of its own."""

import asyncio
import contextlib
from collections.abc import Mapping
from dataclasses import dataclass

from tests.load.surroundings import host


@dataclass(frozen=True)
class Answer:
    """What the server answered; header names in lower case, in the order they came."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: str

    def header(self, name: str) -> str:
        """The first header of this name, empty when there is none."""
        return next((value for own, value in self.headers if own == name), "")


class Connection:
    """Requests one after the other. `address` is where they come from: limits count by it."""

    def __init__(self, *, port: int, address: str) -> None:
        self.port = port
        self.address = address
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None

    async def request(
        self, method: str, path: str, *, headers: Mapping[str, str], body: bytes = b""
    ) -> Answer:
        """Send one request and read its whole answer. A kept connection the server has closed is opened once more."""
        was_kept = self.writer is not None
        try:
            return await self._exchange(method, path, headers=headers, body=body)
        except (asyncio.IncompleteReadError, ConnectionError):
            if not was_kept:
                raise
            await self.close()
            return await self._exchange(method, path, headers=headers, body=body)

    async def _exchange(self, method: str, path: str, *, headers: Mapping[str, str], body: bytes) -> Answer:
        if self.reader is None or self.writer is None:
            self.reader, self.writer = await asyncio.open_connection(
                "127.0.0.1", self.port, local_addr=(self.address, 0)
            )
        sent = {"Host": host(), **headers}
        if body:
            sent["Content-Length"] = str(len(body))
        lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in sent.items()), "", ""]
        self.writer.write("\r\n".join(lines).encode() + body)
        return await _read(self.reader)

    async def close(self) -> None:
        """Close it; the next request opens another."""
        if self.writer is not None:
            self.writer.close()
            with contextlib.suppress(ConnectionError):
                await self.writer.wait_closed()
        self.reader = self.writer = None


async def _read(reader: asyncio.StreamReader) -> Answer:
    first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").splitlines()
    parts = (line.partition(":") for line in lines if line)
    headers = tuple((name.lower(), value.strip()) for name, _, value in parts)
    length = next((int(value) for name, value in headers if name == "content-length"), 0)
    body = await reader.readexactly(length) if length else b""
    return Answer(status=int(first.split()[1]), headers=headers, body=body.decode())
