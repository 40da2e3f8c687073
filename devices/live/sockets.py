"""What the sockets share."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable
from contextvars import copy_context
from typing import Any, TypeVar

from channels.consumer import get_handler_name
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.layers import get_channel_layer
from django.db import InterfaceError, OperationalError

from accounts.incidents import DATABASE, is_database_away

ENDED = 1000
# RFC 6455, section 7.4.1 and its registry: said what is not to be said, too much at once, our fault, try again later.
UNASKED = 1008
TOO_LARGE = 1009
FAULT = 1011
LATER = 1013
REFUSED = 4403
# The greeting of a phone; nobody has more to say.
LARGEST_FRAME = 8192
# Frames that nobody reads; who goes on sends no greeting by mistake.
MOST_UNREAD = 10
# What it was told and has not looked at yet; more of it would say nothing new.
MOST_UNHEARD = 100
Seen = TypeVar("Seen")
log = logging.getLogger("handslag.live")


class Socket(AsyncWebsocketConsumer):
    """One open socket, and the groups it listens to. What the other side sends is not read unless a socket says so.

    While it waits it is one task and no timer, where Channels' own consumer is three tasks and a queue. What comes from
    the other side and what it is told are taken in turn. Once it is open its scope is empty: what it needs of it, it
    keeps.
    """

    joined: tuple[str, ...] = ()
    unread = 0
    hearing: asyncio.Task[None] | None = None

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Take what comes until the other side is gone. Then nothing of this socket stays behind."""
        self.scope, self.base_send = scope, send
        self.place, self.looks = scope["place"], scope["looks"]
        self.turn = asyncio.Lock()
        self.unheard: list[dict[str, Any]] = []
        # Whoever tells it something does so for a page, in that page's language.
        self.context = copy_context()
        self.channel_layer = get_channel_layer()
        self.channel_name = self.channel_layer.listen(self.hear)
        try:
            while (message := await receive())["type"] != "websocket.disconnect":
                async with self.turn:
                    await self.dispatch(message)
        finally:
            async with self.turn:
                await self.disconnect(ENDED)
                self.channel_layer.listen_no_more(self.channel_name)

    def hear(self, message: dict[str, Any]) -> None:
        """Look at it when it is its turn; the same twice is looked at once."""
        if message not in self.unheard and len(self.unheard) < MOST_UNHEARD:
            self.unheard.append(message)
        if self.hearing is None:
            self.hearing = asyncio.create_task(self._hear_all(), context=self.context)

    async def _hear_all(self) -> None:
        try:
            while self.unheard:
                async with self.turn:
                    if self.unheard:
                        await self.dispatch(self.unheard.pop(0))
        except Exception:
            log.exception("a socket could not look at what it was told")
            await self.close(FAULT)
        finally:
            self.hearing = None

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Hear one thing. While the database is away nothing can be told: whoever listens asks, and comes back.

        Unlike Channels' own it leaves the database's thread alone: each look closes what must be closed there.
        """
        try:
            await getattr(self, get_handler_name(message))(message)
        except (OperationalError, InterfaceError) as why:
            if not is_database_away(why):
                raise
            DATABASE.goes_on(why)
            await self.leave()
            await self.close(LATER)

    async def websocket_connect(self, message: dict[str, Any]) -> None:
        """Open it, or refuse. What its opening said is let go of then, for thousands wait for minutes."""
        headers = self.scope["headers"]
        await super().websocket_connect(message)
        # One list, whichever station's copy of the scope still holds it.
        headers.clear()
        self.scope.clear()

    async def websocket_receive(self, message: dict[str, Any]) -> None:
        """Take a frame that is not too large, whatever the server lets through."""
        if len(message.get("text") or message.get("bytes") or "") > LARGEST_FRAME:
            await self.close(TOO_LARGE)
        else:
            await super().websocket_receive(message)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Ignored: a browser has nothing to say here. Who goes on and on is shown out."""
        self.unread += 1
        if self.unread > MOST_UNREAD:
            await self.close(UNASKED)

    async def disconnect(self, code: int) -> None:
        """Nothing of this socket stays behind."""
        await self.leave()

    async def join(self, *groups: str) -> None:
        """Listen to these groups, and no longer to any other."""
        before, self.joined = self.joined, groups
        for group in groups:
            await self.channel_layer.group_add(group, self.channel_name)
        for group in set(before) - set(groups):
            await self.channel_layer.group_discard(group, self.channel_name)

    async def leave(self) -> None:
        """Listen to nothing more; what it was told and has not looked at is dropped."""
        self.unheard.clear()
        joined, self.joined = self.joined, ()
        for group in joined:
            await self.channel_layer.group_discard(group, self.channel_name)

    async def look(self, at: Callable[..., Seen], *given: object, told: dict[str, Any] | None = None) -> Seen:
        """Look into the database: in the lane of this socket's network, or in the one of what was told to everybody."""
        lane = (told or {}).get("lane") or self.place.network
        seen: Seen = await self.looks.look(lane, at, *given)
        return seen

    async def tell(self, frame: dict[str, Any]) -> None:
        await self.send(text_data=json.dumps(frame))
