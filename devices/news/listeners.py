"""The channel layer of one process: what a group is told is handed straight to those who listen. All on the loop.

Channels' own layer in memory keeps a queue for each channel, of messages that expire, and sweeps them.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from typing import Any

from channels.layers import BaseChannelLayer

Message = dict[str, Any]
# Of a group: 500 a second. Each looks into the database, and most then ask for what is new.
TOLD_AT_ONCE = 10
TOLD_PAUSE_SECONDS = 0.02


class Listeners(BaseChannelLayer):
    """Channels by their names, and the groups they are in, each there as long as somebody is in it."""

    extensions = ("groups",)

    def __init__(self) -> None:
        super().__init__()
        self.channels: dict[str, Callable[[Message], None]] = {}
        self.groups: dict[str, dict[str, None]] = {}
        self.numbers = itertools.count()

    def listen(self, hear: Callable[[Message], None]) -> str:
        """Open a channel, and give its name; `hear` takes note of a message, and waits for nothing."""
        name = f"socket.{next(self.numbers)}"
        self.channels[name] = hear
        return name

    def listen_no_more(self, channel: str) -> None:
        """Close a channel, which is in no group any more."""
        self.channels.pop(channel, None)

    async def send(self, channel: str, message: Message) -> None:
        """Hand it to whoever listens there; to nobody, if nobody does any more."""
        if (hear := self.channels.get(channel)) is not None:
            hear(message)

    async def group_add(self, group: str, channel: str) -> None:
        """From now on it hears what this group is told."""
        self.groups.setdefault(group, {})[channel] = None

    async def group_discard(self, group: str, channel: str) -> None:
        """From now on it hears of this group no more."""
        inside = self.groups.get(group, {})
        inside.pop(channel, None)
        if not inside:
            self.groups.pop(group, None)

    async def group_send(self, group: str, message: Message) -> None:
        """Tell a few members at a time: between them the loop hears and serves everybody else (T32)."""
        for number, channel in enumerate(tuple(self.groups.get(group, ())), start=1):
            if channel in self.groups.get(group, ()):  # it may have left meanwhile
                await self.send(channel, message)
            if number % TOLD_AT_ONCE == 0:
                await asyncio.sleep(TOLD_PAUSE_SECONDS)
