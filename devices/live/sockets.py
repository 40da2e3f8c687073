"""What the sockets share."""

from __future__ import annotations

import json
from typing import Any

from channels.generic.websocket import AsyncWebsocketConsumer
from django.db import InterfaceError, OperationalError

from accounts.incidents import DATABASE, is_database_away

ENDED = 1000
# RFC 6455, section 7.4.1 and its registry: try again later.
LATER = 1013
REFUSED = 4403


class Socket(AsyncWebsocketConsumer):
    """One open socket, and the groups it listens to. What the other side sends is not read unless a socket says so."""

    joined: tuple[str, ...] = ()

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Hear one thing. While the database is away nothing can be told: whoever listens asks, and comes back."""
        try:
            await super().dispatch(message)
        except (OperationalError, InterfaceError) as why:
            if not is_database_away(why):
                raise
            DATABASE.goes_on(why)
            await self.leave()
            await self.close(LATER)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Ignored: a browser has nothing to say here."""

    async def disconnect(self, code: int) -> None:
        """Leave the groups at once, so that nothing is sent to nobody."""
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

    async def tell(self, frame: dict[str, Any]) -> None:
        await self.send(text_data=json.dumps(frame))
