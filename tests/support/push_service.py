"""A push service on this machine that plays those of the browsers' makers: it takes notifications, or does not.

``push_service`` makes the product send to it (PUSH_STAND_IN). Who subscribes with it is a test, which then reads what
came with the subscription's own keys, or a real Chromium started with ``chromium_args``: it gets its notifications by
the protocol of Google's clients (tests/support/chromium_push.py).
"""

from __future__ import annotations

import asyncio
import secrets
import threading
import time
import urllib.parse
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey
from pytest_django import Settings

from devices.push.keys import services as push_keys
from devices.signatures.encoding import decode, encode
from devices.simulator.waking.subscription import ORIGIN, Subscription
from tests.support.chromium_push import ChromiumClients, Says
from tests.support.waiting import until

LARGEST = 4096
DAY = 24 * 3600


@dataclass(frozen=True)
class Push:
    """A notification that came: with which headers, still encrypted, and when."""

    token: str
    headers: Mapping[str, str]
    body: bytes
    at: float


class PushService:
    """Takes what is rightly sent. `says` is what it answers to all, `says_to` to one subscription."""

    def __init__(self) -> None:
        self.says = Says()
        self.says_to: dict[str, Says] = {}
        # Of each subscription the key of the server that may send to it.
        self.keys: dict[str, str] = {}
        self.pushes: list[Push] = []
        self.tried: list[str] = []
        self.chromium = ChromiumClients(on_token=self.keys.__setitem__)
        self._open: set[asyncio.StreamWriter] = set()
        self._goes_on = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def start(self) -> None:
        self._thread.start()
        self._call(self._listen())

    def stop(self) -> None:
        self.let_go()
        self.refuse_connections()
        self._call(self.chromium.stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    def refuse_connections(self) -> None:
        """From now on nobody listens."""
        self._loop.call_soon_threadsafe(self._close)
        until(lambda: not self._server.is_serving())

    def _close(self) -> None:
        self._server.close()
        for writer in self._open:
            writer.close()

    def let_go(self) -> None:
        """Who was answered nothing is answered."""
        self._goes_on.set()

    def subscribe(self) -> Subscription:
        """A browser subscribes, with the key that phones are told now."""
        subscription = Subscription(secrets.token_urlsafe(24))
        self.keys[subscription.token] = push_keys.newest() or push_keys.make()
        return subscription

    def received(self, subscription: Subscription) -> list[dict[str, Any]]:
        """What came to it, read with its keys."""
        return [subscription.read(one.body) for one in self.pushes if one.token == subscription.token]

    @property
    def chromium_args(self) -> list[str]:
        """With these a Chromium subscribes here. It needs a lasting profile: `launch_persistent_context`."""
        return [
            f"--gcm-checkin-url={self.url}/checkin",
            f"--gcm-registration-url={self.url}/register3",
            *self.chromium.args,
        ]

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        await self.chromium.start()

    def _call(self, work: Any) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One after the other on the same connection, as the makers' services have it."""
        self._open.add(writer)
        try:
            while True:
                path, headers, body = await read_request(reader)
                said = self.chromium.answer(path, body)
                if said is None:
                    said = await self._take(path, headers, body)
                writer.write(written(said))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self._open.discard(writer)
            writer.close()

    async def _take(self, path: str, headers: Mapping[str, str], body: bytes) -> Says:
        token = urllib.parse.unquote(path).rpartition("/")[2]
        self.tried.append(token)
        said = self.says_to.get(token, self.says)
        if said.is_silent:
            await asyncio.to_thread(self._goes_on.wait, 60)
        if said.status != 201:
            return said
        wrong = self._wrong_with(token, headers, body)
        if wrong is not None:
            return wrong
        self.pushes.append(Push(token, headers, body, time.time()))
        await self.chromium.deliver(token, headers, body)
        return said

    def _wrong_with(self, token: str, headers: Mapping[str, str], body: bytes) -> Says | None:
        """What a push service looks at (RFC 8030, 8292)."""
        if token not in self.keys:
            return Says(410)
        reason = wrong_with_proof(headers.get("authorization", ""), key=self.keys[token])
        if reason:
            return Says(403, body=reason.encode())
        if len(body) > LARGEST:
            return Says(413)
        is_topic = set(headers.get("topic", "a")) <= set(encode(bytes(range(256))))
        is_right = (
            headers.get("content-encoding") == "aes128gcm"
            and headers.get("ttl", "").isdigit()
            and headers.get("urgency") in {"very-low", "low", "normal", "high"}
            and is_topic
            and len(headers.get("topic", "")) <= 32
        )
        return None if is_right else Says(400)


def wrong_with_proof(authorization: str, *, key: str) -> str:
    """Why a push service would not know the sender; nothing when it does."""
    if not authorization.startswith("vapid "):
        return "no proof"
    said = dict(part.strip().split("=", 1) for part in authorization.removeprefix("vapid ").split(","))
    if said["k"] != key.rstrip("="):
        return "not the key of the subscription"
    point = decode(said["k"])
    jwk: dict[str, str | list[str]] = {
        "kty": "EC",
        "crv": "P-256",
        "x": encode(point[1:33]),
        "y": encode(point[33:]),
    }
    try:
        claims = jwt.decode(said["t"], ECKey.import_key(jwk), algorithms=["ES256"]).claims
    except (JoseError, ValueError) as why:
        return type(why).__name__
    if not time.time() < claims["exp"] <= time.time() + DAY:
        return "not its time"
    if not claims.get("sub", "").startswith(("mailto:", "https:")):
        return "no contact"
    return "" if claims["aud"] in (ORIGIN, "https://jmt17.google.com") else "for another service"


async def read_request(reader: asyncio.StreamReader) -> tuple[str, dict[str, str], bytes]:
    """Path, headers in small letters, and body of one request."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    line, *rest = head.split("\r\n")
    pairs = (part.split(":", 1) for part in rest if ":" in part)
    headers = {name.lower(): value.strip() for name, value in pairs}
    return line.split(" ")[1], headers, await reader.readexactly(int(headers.get("content-length", 0)))


def written(said: Says) -> bytes:
    headers = {**said.headers, "Content-Length": str(len(said.body))}
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {said.status} X\r\n{lines}\r\n".encode() + said.body


@pytest.fixture
def push_service(settings: Settings) -> Iterator[PushService]:
    service = PushService()
    service.start()
    settings.PUSH_STAND_IN = service.url
    yield service
    service.stop()
