"""A socket as a browser or a phone opens it, on the application as the server builds it, without a network."""

import json
from collections.abc import Awaitable, Callable, Coroutine
from http.cookies import SimpleCookie
from typing import Any, TypeVar
from urllib.parse import urlsplit

from asgiref.sync import async_to_sync, sync_to_async
from asgiref.testing import ApplicationCommunicator
from channels.layers import channel_layers
from django.conf import settings

from idp.serving.origin import websockets

Say = dict[str, Any]
Result = TypeVar("Result")


class Socket:
    """One side of an open socket. No wait is longer than ten seconds."""

    def __init__(
        self,
        path: str,
        *,
        cookies: SimpleCookie | None = None,
        origin: str | None = "own",
        query: str = "",
        application: Any = None,
    ) -> None:
        headers = [(b"host", urlsplit(settings.PUBLIC_URL).netloc.encode())]
        if origin is not None:
            said = settings.PUBLIC_URL if origin == "own" else origin
            headers.append((b"origin", said.encode()))
        if cookies:
            written = "; ".join(f"{name}={morsel.value}" for name, morsel in cookies.items())
            headers.append((b"cookie", written.encode()))
        scope = {"type": "websocket", "path": path, "query_string": query.encode(), "headers": headers}
        self.communicator: Any = ApplicationCommunicator(application or websockets(), scope)  # type: ignore[no-untyped-call]

    async def open(self) -> Say:
        """What the server says to the opening: accept, or close before a frame."""
        await self.communicator.send_input({"type": "websocket.connect"})
        return await self.next()

    async def next(self) -> Say:
        said: Say = await self.communicator.receive_output(timeout=10)
        return said

    async def frame(self) -> Say:
        said = await self.next()
        assert said["type"] == "websocket.send", said
        read: Say = json.loads(said["text"])
        return read

    async def say(self, frame: object) -> None:
        if isinstance(frame, bytes):
            said: Say = {"bytes": frame}
        else:
            said = {"text": frame if isinstance(frame, str) else json.dumps(frame)}
        await self.communicator.send_input({"type": "websocket.receive", **said})

    async def hears_nothing(self) -> bool:
        silent: bool = await self.communicator.receive_nothing(timeout=0.1)
        return silent

    async def leave(self) -> None:
        await self.communicator.send_input({"type": "websocket.disconnect", "code": 1001})
        await self.communicator.wait()


def live(journey: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run a journey with sockets; what it does to the database runs in the test's own thread."""
    channel_layers.backends.clear()
    async_to_sync(journey)()


def done(work: Callable[..., Result], *args: object, **kwargs: object) -> Awaitable[Result]:
    """Something a page, the API or the house does meanwhile."""
    return sync_to_async(work)(*args, **kwargs)
