"""Posting, and asking: to public addresses, without redirects, bounded in time and in what is read (T24)."""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import httpcore2

from accounts.outward.public import in_place_of, is_stand_in, public_addresses

# Of one call in all, whatever it waits for: less than an outbox waits for it, also where it calls twice.
WITHIN_SECONDS = 4.5
LARGEST_ANSWER = 16 * 1024
MOST_CONNECTIONS = 64
IDLE_SECONDS = 60.0

FAILURES = (OSError, httpcore2.NetworkError, httpcore2.TimeoutException, httpcore2.ProtocolError)

_deadline: ContextVar[float] = ContextVar("deadline")


class NotReached(Exception):
    """Nobody answered in time, or nothing that could be read."""


@dataclass(frozen=True)
class Reply:
    """What a server answered; `body` as far as it was read. Its headers' names are in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


def post(url: str, *, headers: Mapping[str, str], body: bytes, http2: bool = False) -> Reply:
    """Posts, and reads the answer. Raises NotReached when there is none in time."""
    _deadline.set(time.monotonic() + WITHIN_SECONDS)
    try:
        return _send("POST", url, headers=headers, body=body, http2=http2)
    except FAILURES as why:
        raise NotReached(f"not reached: {type(why).__name__}") from why


def get(url: str, *, headers: Mapping[str, str]) -> Reply:
    """Ask for what is there. Raises NotReached when there is no answer in time."""
    _deadline.set(time.monotonic() + WITHIN_SECONDS)
    try:
        return _send("GET", url, headers=headers, body=b"", http2=False)
    except FAILURES as why:
        raise NotReached(f"not reached: {type(why).__name__}") from why


def _send(method: str, url: str, *, headers: Mapping[str, str], body: bytes, http2: bool) -> Reply:
    # Whom it is for is said by the address itself, also to what stands in for it.
    whole = {"Host": urlsplit(url).netloc, **headers}
    with _pool(http2).stream(
        method,
        in_place_of(url),
        headers=[(name.encode(), value.encode()) for name, value in whole.items()],
        content=body,
        extensions={"timeout": {"pool": WITHIN_SECONDS}},
    ) as response:
        return Reply(
            response.status,
            {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers},
            _read(response.iter_stream()),
        )


def _read(chunks: Iterable[bytes]) -> bytes:
    """The first bytes: nobody is kept, or filled, by an answer that does not end."""
    read = b""
    for chunk in chunks:
        read += chunk
        if len(read) >= LARGEST_ANSWER:
            break
    return read[:LARGEST_ANSWER]


@cache
def _pool(http2: bool) -> httpcore2.ConnectionPool:  # noqa: FBT001  a key of the cache
    return httpcore2.ConnectionPool(
        ssl_context=ssl.create_default_context(),
        max_connections=MOST_CONNECTIONS,
        keepalive_expiry=IDLE_SECONDS,
        http1=not http2,
        http2=http2,
        network_backend=_PublicOnly(),
    )


class _PublicOnly(httpcore2.NetworkBackend):
    """Connects to where a name leads, once that was looked at: what answers is what was checked."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        addresses = [host] if is_stand_in(host, port) else public_addresses(host, port)
        for last, address in enumerate(addresses, start=1 - len(addresses)):
            try:
                stream = httpcore2.SyncBackend().connect_tcp(
                    address, port, _seconds_left(), local_address, socket_options
                )
            except httpcore2.ConnectError:
                if last == 0:
                    raise
            else:
                return _InTime(stream)
        raise httpcore2.ConnectError(f"{host} is nowhere")


class _InTime(httpcore2.NetworkStream):
    """A connection on which whoever reads or writes has what is left of their time, however little comes at once."""

    def __init__(self, inner: httpcore2.NetworkStream) -> None:
        self.inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.inner.read(max_bytes, _seconds_left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.inner.write(buffer, _seconds_left())

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        return _InTime(self.inner.start_tls(ssl_context, server_hostname, _seconds_left()))

    def close(self) -> None:
        self.inner.close()

    def get_extra_info(self, info: str) -> Any:
        return self.inner.get_extra_info(info)


def _seconds_left() -> float:
    left = _deadline.get() - time.monotonic()
    if left <= 0:
        raise httpcore2.ReadTimeout("the time is up")
    return left
