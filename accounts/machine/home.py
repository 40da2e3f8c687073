"""The processor that this process keeps to. Threads of Python have turns: on several each finds its caches cold."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

THREADS = Path("/proc/self/task")
# Those we were given: by the system, a container, `taskset`. Empty where a system does not say.
ALLOWED: frozenset[int] = frozenset(os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else ())
_home = ALLOWED


def keep_to(processors: frozenset[int]) -> None:
    """Have every thread of this process, and those that they begin, run on these, of ALLOWED."""
    global _home  # noqa: PLW0603  one home per process, chosen by the one thread that looks
    _home = processors
    for thread in THREADS.iterdir():
        _move(int(thread.name), _home)


@contextmanager
def elsewhere() -> Iterator[None]:
    """Let this thread run on the other processors meanwhile: for long work that leaves Python to others, as hashing."""
    others = ALLOWED - _home
    if not others:
        yield
        return
    _move(0, others)
    try:
        yield
    finally:
        _move(0, _home)


def _move(thread: int, processors: frozenset[int]) -> None:
    # It may have ended, or be allowed less than when we began: then it runs where it is.
    with suppress(OSError):
        os.sched_setaffinity(thread, processors)
