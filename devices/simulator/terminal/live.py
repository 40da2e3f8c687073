"""Waits for news: by websocket, and where that does not work by asking every two seconds."""

import contextlib
import json
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

from websockets.exceptions import InvalidHandshake, WebSocketException
from websockets.sync.client import ClientConnection, connect

from devices.simulator.phone import LIVE_PATH, SimulatedPhone

POLL_SECONDS = 2.0


def news(*, phone: SimulatedPhone, server: str) -> Iterator[None]:
    """Yield whenever the phone should look again, starting at once. Never ends."""
    yield
    with contextlib.suppress(WebSocketException, OSError):
        yield from _by_websocket(phone=phone, server=server)
    # A websocket only tells: without it everything works, a little later.
    while True:
        time.sleep(POLL_SECONDS)
        yield


def _by_websocket(*, phone: SimulatedPhone, server: str) -> Iterator[None]:
    with _open(phone=phone, server=server) as connection:
        for frame in connection:
            if json.loads(frame)["type"] in ("requests_changed", "accounts_changed"):
                yield


def _open(*, phone: SimulatedPhone, server: str) -> ClientConnection:
    """Connect and say who is listening; a server that wants its own nonce gets it at the second try."""
    reached = urlsplit(server)
    address = (reached.hostname, reached.port or (443 if reached.scheme == "https" else 80))
    for _attempt in range(2):
        connection = connect("ws" + phone.public_url.removeprefix("http") + LIVE_PATH, address=address)
        connection.send(json.dumps(phone.live_hello()))
        answer = json.loads(connection.recv(timeout=10))
        if answer["type"] == "ready":
            return connection
        connection.close()
        phone.calls.nonce = answer.get("nonce", phone.calls.nonce)
    raise InvalidHandshake(f"The live channel refused: {answer.get('code')}")
