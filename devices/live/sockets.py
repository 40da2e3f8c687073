"""What the sockets share."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeVar

from channels.consumer import get_handler_name
from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer
from django.db import InterfaceError, OperationalError

from accounts.incidents import DATABASE, is_database_away

ENDED = 1000
# RFC 6455, section 7.4.1 and its registry: said what is not to be said, said too much at once, try again later.
UNASKED = 1008
TOO_LARGE = 1009
LATER = 1013
REFUSED = 4403
# The greeting of a phone; nobody has more to say.
LARGEST_FRAME = 8192
# Frames that nobody reads; who goes on sends no greeting by mistake.
MOST_UNREAD = 10
Seen = TypeVar("Seen")


class Socket(AsyncWebsocketConsumer):
    """One open socket, and the groups it listens to. What the other side sends is not read unless a socket says so."""

    joined: tuple[str, ...] = ()
    unread = 0

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

    async def websocket_disconnect(self, message: dict[str, Any]) -> None:
        """Leave the groups at once, so that nothing is sent to nobody."""
        await self.disconnect(message["code"])
        raise StopConsumer

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
        joined, self.joined = self.joined, ()
        for group in joined:
            await self.channel_layer.group_discard(group, self.channel_name)

    async def look(self, at: Callable[..., Seen], *given: object, told: dict[str, Any] | None = None) -> Seen:
        """Look into the database: in the lane of this socket's network, or in the one of what was told to everybody."""
        lane = (told or {}).get("lane") or self.scope["place"].network
        seen: Seen = await self.scope["looks"].look(lane, at, *given)
        return seen

    async def tell(self, frame: dict[str, Any]) -> None:
        await self.send(text_data=json.dumps(frame))
