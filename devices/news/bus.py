"""What carries news between processes: a role, filled by Redis or by PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol

# A connection that says nothing for so long is asked whether it still is one.
SILENCE_SECONDS = 1.0
Failed = Callable[[], None]


class Bus(Protocol):
    """Keeps no message for who is away: whoever hears again after a silence looks at everything anew."""

    failures: tuple[type[Exception], ...]

    def tell(self, said: bytes, *, failed: Failed) -> bool:
        """Tells it; False, or `failed` a little later, where it could not."""

    def heard(self) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """Once it listens: what is told, one by one."""
