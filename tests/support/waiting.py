"""Waiting for what another thread does, without guessing how long that takes."""

import time
from collections.abc import Callable

PATIENCE_SECONDS = 20


def until(is_so: Callable[[], object], *, within: float = PATIENCE_SECONDS) -> None:
    """Returns as soon as it is so; fails when it is not for a long time."""
    deadline = time.monotonic() + within
    while not is_so():
        assert time.monotonic() < deadline, "it never came to be so"
        time.sleep(0.005)
