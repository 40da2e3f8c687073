"""What this process was told just now is shut, so that a flood which is refused costs no statement."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence

# A release, or a right answer, in another process counts here no later than that.
BELIEVED_SECONDS = 5
MOST_SHUT = 10_000
_lock = threading.Lock()
# For each key until when that is believed, and until when it is shut.
_shut: dict[str, tuple[float, float]] = {}


def seconds_shut(keys: Sequence[str]) -> int:
    """For how long one of these keys is still shut, as far as is known here; 0: ask the database."""
    now = time.monotonic()
    found = [_shut.get(key, (0.0, 0.0)) for key in keys]
    return max((int(until - now) + 1 for believed, until in found if min(believed, until) > now), default=0)


def note_shut(key: str, *, seconds: int) -> None:
    """The database said so."""
    now = time.monotonic()
    with _lock:
        # The earliest goes: it is asked about again at the cost of one statement.
        while len(_shut) >= MOST_SHUT:
            del _shut[next(iter(_shut))]
        _shut.pop(key, None)
        _shut[key] = (now + BELIEVED_SECONDS, now + seconds)


def forget(keys: Sequence[str] | None = None) -> None:
    """What is known here of these keys, or of all."""
    with _lock:
        for key in list(_shut) if keys is None else keys:
            _shut.pop(key, None)
