"""A command that is told to end takes away what it has half made."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def ends_in_good_order() -> Iterator[None]:
    """Let SIGTERM end what runs inside by its own way out; by itself it would end the program where it stands."""
    before = signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
