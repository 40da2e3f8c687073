"""An answer on its way to somebody who may have gone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from uvicorn._types import ASGI3Application
    from uvicorn.protocols.http.httptools_impl import RequestResponseCycle


def while_there(application: ASGI3Application, cycle: RequestResponseCycle) -> ASGI3Application:
    """The application, told that nobody is there once the connection is closed.

    uvicorn tells it later, and with requests ahead of their answers only the last: until then it writes on, and whoever
    leaves in the middle of an answer would be a fault of ours, with its traceback.
    """

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        async def send_on(message: Any) -> None:
            await cycle.flow.drain()
            if cycle.transport.is_closing():
                cycle.disconnected = True
                cycle.message_event.set()
            await send(message)

        await application(scope, receive, send_on)

    return answer
