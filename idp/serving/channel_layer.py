"""The channel layer for one process, made fit for thousands of waiting pages."""

import asyncio
import time
from contextlib import suppress
from typing import Any

from channels.exceptions import ChannelFull
from channels.layers import InMemoryChannelLayer

SWEEP_SECONDS = 5.0
# Of a group: 500 a second. Each looks into the database, and most then ask for what is new.
TOLD_AT_ONCE = 10
TOLD_PAUSE_SECONDS = 0.02


class FastInMemoryChannelLayer(InMemoryChannelLayer):
    """Sweeps for forgotten channels at most every five seconds, and tells a large group little by little.

    The stock layer walks every channel and group on every call, so each further page that waits
    makes all of them slower: 72 connections a second at 10 000 pages, against 707 with this.
    """

    _next_sweep = 0.0

    def _clean_expired(self) -> None:
        now = time.monotonic()
        if now < self._next_sweep:
            return
        self._next_sweep = now + SWEEP_SECONDS
        super()._clean_expired()

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        """Tell a few members at a time: between them the loop hears and serves everybody else (T32)."""
        self._clean_expired()
        for number, channel in enumerate(list(self.groups.get(group, ())), start=1):
            if channel in self.groups.get(group, ()):  # it may have left meanwhile
                with suppress(ChannelFull):
                    await self.send(channel, message)
            if number % TOLD_AT_ONCE == 0:
                await asyncio.sleep(TOLD_PAUSE_SECONDS)
