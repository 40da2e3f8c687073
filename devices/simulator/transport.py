"""What carries a call to the server."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The server's answer. Header names in lower case; `body` is the parsed JSON, None where there is none."""

    status: int
    headers: Mapping[str, str]
    body: Any


class Transport(Protocol):
    """Sends one call. `path` starts with a slash and has no query."""

    def send(
        self, *, method: str, path: str, headers: Mapping[str, str], body: Mapping[str, Any] | None
    ) -> Answer:
        """Send it and wait for the answer. Raises OSError when the server cannot be reached."""
