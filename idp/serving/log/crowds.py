"""What strangers can have written as often as they like: a few lines of each kind a minute, the others are counted."""

import logging
import threading
import time

MOST_LINES = 20
MINUTE = 60.0
FIRST_OF_OURS = 500


class FewOfAKind(logging.Filter):
    """Lets the first refusals of each kind in a minute be written. Faults of ours and all else are written always."""

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._kinds: dict[str, tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether this is written; the first of a further minute tells how many were not (`lines.py`)."""
        kind = _kind(record)
        if kind is None:
            return True
        now = time.monotonic()
        with self._lock:
            since, times = self._kinds.get(kind, (now, 0))
            if now - since >= MINUTE:
                record.left_out = max(0, times - MOST_LINES)
                since, times = now, 0
            self._kinds[kind] = since, times + 1
        return times < MOST_LINES


def _kind(record: logging.LogRecord) -> str | None:
    """What a stranger has been told, in words of ours: of theirs there would be no end of kinds."""
    refused = getattr(record, "refused", None) or getattr(record, "status_code", FIRST_OF_OURS)
    if isinstance(refused, int) and refused >= FIRST_OF_OURS:
        return None
    return f"{record.name} {refused}"
