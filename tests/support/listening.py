"""Who listens to the news: they remember what was told to which group."""

from typing import Any

import pytest

from devices.news import announce


class Listening:
    """Remembers, or fails as told."""

    def __init__(self) -> None:
        self.failure: Exception | None = None
        self.groups: dict[str, dict[str, float]] = {}
        self.sent: list[tuple[str, dict[str, Any]]] = []

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        if self.failure:
            raise self.failure
        self.sent.append((group, message))


def listen(monkeypatch: pytest.MonkeyPatch) -> Listening:
    """From now on everything that is announced goes to these."""
    made = Listening()
    monkeypatch.setattr(announce, "get_channel_layer", lambda: made)
    return made
