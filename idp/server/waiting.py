"""What a socket holds while it waits, as small as it can be: asyncio's own queue and event are ten times as large."""

from __future__ import annotations

import asyncio
from typing import Any


class Passage:
    """Open or shut; who comes while it is shut waits."""

    __slots__ = ("waiting",)

    def __init__(self) -> None:
        self.waiting: list[asyncio.Future[None]] | None = None

    def is_set(self) -> bool:
        """Whether it is open."""
        return self.waiting is None

    def clear(self) -> None:
        """Shut it."""
        if self.waiting is None:
            self.waiting = []

    def set(self) -> None:
        """Open it, to all who wait."""
        waiting, self.waiting = self.waiting or (), None
        for one in waiting:
            if not one.done():
                one.set_result(None)

    async def wait(self) -> None:
        """Go through; not before it is open."""
        while self.waiting is not None:
            mine = asyncio.get_running_loop().create_future()
            self.waiting.append(mine)
            await mine


class Messages:
    """What came, in its order, for the one who takes it."""

    __slots__ = ("came", "kept")

    def __init__(self) -> None:
        self.kept: list[Any] = []
        self.came = Passage()
        self.came.clear()

    def empty(self) -> bool:
        """Whether nothing is here."""
        return not self.kept

    def put_nowait(self, message: Any) -> None:
        """Keep it until it is taken."""
        self.kept.append(message)
        self.came.set()

    async def get(self) -> Any:
        """Take the next; wait until there is one."""
        await self.came.wait()
        message = self.kept.pop(0)
        if not self.kept:
            self.came.clear()
        return message
