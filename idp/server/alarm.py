"""Seconds that run for one connection."""

import asyncio
from collections.abc import Callable


class Alarm:
    """Rings once, unless it is set anew or turned off before."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.handle: asyncio.TimerHandle | None = None

    def set(self, seconds: float, then: Callable[[], None]) -> None:
        """Call `then` in so many seconds, and nothing that was set before."""
        self.off()
        self.handle = self.loop.call_later(seconds, then)

    def off(self) -> None:
        """Call nothing."""
        if self.handle is not None:
            self.handle.cancel()
            self.handle = None
