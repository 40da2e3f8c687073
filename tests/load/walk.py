"""One sign-in inside this process: pages by Django's test client, the socket by its consumer, step by step."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from typing import Any, Protocol
from urllib.parse import urlencode, urlsplit

from asgiref.sync import async_to_sync, sync_to_async
from asgiref.testing import ApplicationCommunicator
from django.conf import settings
from django.test import Client

from accounts.signin.pages.at_once import MARK
from devices.callers import nonces
from devices.live.looks import Looks, Seen
from devices.news import announce
from devices.simulator.transport import Answer
from idp.serving.origin import websockets
from tests.load.browser import CSRF, USER_AGENT, number_on
from tests.load.world import Person
from tests.support.carrying import ClientTransport

PATIENCE_SECONDS = 10
STEPS = (
    "page that asks for the username",
    "username sent, page with the number",
    "socket opened",
    "phone fetches and opens, browser told",
    "phone decides, browser told",
    "browser finishes",
    "page that says signed in",
)


class Meter(Protocol):
    """Measures what runs between the two, on the thread that serves pages."""

    def start(self) -> None:
        """The server's work begins."""

    def stop(self, step: str) -> None:
        """It has ended; note it under this name."""


class Walk:
    """One person's sign-in. Only the server's work is between `start` and `stop`, not the phone's own signing."""

    def __init__(self, person: Person, *, meter: Meter) -> None:
        self.person = person
        self.meter = meter
        self.address = urlsplit(settings.PUBLIC_URL)
        self.client = Client(
            enforce_csrf_checks=True,
            headers={"Host": self.address.netloc, "User-Agent": USER_AGENT},
            REMOTE_ADDR=person.address,
        )
        self.client.cookies.load(person.cookies)
        self.transport = _MeasuredTransport(meter)
        for client in (self.client, self.transport.client):
            client.handler.load_middleware()

    def run(self) -> None:
        """Walk it; the pages run on this thread, as on one of the server's, and the socket on a loop beside it."""
        async_to_sync(self._walk)()

    async def _walk(self) -> None:
        # As the server does at its start: pages hand their announcements to the loop.
        announce.use_loop(asyncio.get_running_loop())
        on_page_thread = sync_to_async
        page = await on_page_thread(self._get)("/sign-in/", STEPS[0])
        fields = {"username": self.person.username, "next": "", MARK: "yes"}
        page = await on_page_thread(self._post)("/sign-in/", STEPS[1], page, fields, expected=200)

        await on_page_thread(self.meter.start)()
        socket = self._socket()
        await socket.send_input({"type": "websocket.connect"})
        await _hear(socket, "waiting")
        await on_page_thread(self.meter.stop)(STEPS[2])

        await self._answer(socket, number=number_on(page))
        await on_page_thread(self._post)("/sign-in/phone/", STEPS[5], page, {})
        await on_page_thread(self._get)("/signed-in/", STEPS[6])

    async def _answer(self, socket: Any, *, number: str) -> None:
        phone = self.person.phone
        phone.calls.nonce = nonces.current()
        phone.calls.transport = self.transport
        [request, *_] = await sync_to_async(phone.open_first)()
        await _hear(socket, "opened")
        await sync_to_async(self.meter.stop)(STEPS[3])
        await sync_to_async(phone.approve)(request, number=number)
        await _hear(socket, "approved")
        await socket.receive_output(PATIENCE_SECONDS)
        await socket.send_input({"type": "websocket.disconnect", "code": 1000})
        await socket.wait(PATIENCE_SECONDS)
        await sync_to_async(self.meter.stop)(STEPS[4])

    def _get(self, path: str, step: str) -> str:
        self.meter.start()
        answer = self.client.get(path, secure=self.address.scheme == "https")
        self.meter.stop(step)
        return _body(answer, expected=200)

    def _post(
        self, path: str, step: str, page: str, fields: Mapping[str, str], *, expected: int = 302
    ) -> str:
        token = CSRF.search(page)
        form = urlencode({"csrfmiddlewaretoken": token[1] if token else "", **fields})
        self.meter.start()
        answer = self.client.post(
            path,
            form,
            content_type="application/x-www-form-urlencoded",
            secure=self.address.scheme == "https",
            headers={"Origin": settings.PUBLIC_URL},
        )
        self.meter.stop(step)
        return _body(answer, expected=expected)

    def _socket(self) -> Any:
        cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in self.client.cookies.items())
        scope = {
            "type": "websocket",
            "path": "/live/approval/",
            "headers": [
                (b"host", self.address.netloc.encode()),
                (b"origin", settings.PUBLIC_URL.encode()),
                (b"cookie", cookies.encode()),
            ],
            "query_string": b"",
            "subprotocols": [],
        }
        return ApplicationCommunicator(websockets(looks=_LooksHere()), scope)  # type: ignore[no-untyped-call]  # asgiref's own


class _LooksHere(Looks):
    """On the thread that is measured."""

    async def look(self, lane: str, at: Callable[..., Seen], *given: object) -> Seen:
        return await sync_to_async(at)(*given)


class _MeasuredTransport(ClientTransport):
    """Starts measuring as a call reaches the server; the walk says when its work has ended."""

    def __init__(self, meter: Meter) -> None:
        super().__init__()
        self.meter = meter

    def send(
        self, *, method: str, path: str, headers: Mapping[str, str], body: Mapping[str, Any] | None
    ) -> Answer:
        self.meter.start()
        return super().send(method=method, path=path, headers=headers, body=body)


def _body(answer: Any, *, expected: int) -> str:
    text = str(answer.content.decode())
    assert answer.status_code == expected, f"{answer.status_code}: {text}"
    return text


async def _hear(socket: Any, state: str) -> None:
    while True:
        sent = await socket.receive_output(PATIENCE_SECONDS)
        if sent["type"] == "websocket.send" and json.loads(sent["text"])["state"] == state:
            return
        assert sent["type"] in ("websocket.accept", "websocket.send"), sent
