"""Who listens to the news: a channel layer that remembers what was sent to which group."""

from typing import Any

import pytest

from devices.news import announce


class Layer:
    """Remembers, or fails as told."""

    def __init__(self) -> None:
        self.failure: Exception | None = None
        self.groups: dict[str, dict[str, float]] = {}
        self.sent: list[tuple[str, dict[str, Any]]] = []

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        if self.failure:
            raise self.failure
        self.sent.append((group, message))


def listen(monkeypatch: pytest.MonkeyPatch) -> Layer:
    """From now on everything that is announced goes to this layer."""
    made = Layer()
    monkeypatch.setattr(announce, "get_channel_layer", lambda: made)
    return made
