"""Many threads that start at the same moment, each with its own connection to the database."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from django.db import connections

PATIENCE_SECONDS = 60


class Crowd:
    """Runs calls at once; returns what each returned, or the exception it raised."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.pool = ThreadPoolExecutor(size)

    def run(self, calls: Sequence[Callable[[], Any]]) -> list[Any]:
        assert len(calls) <= self.size
        barrier = threading.Barrier(len(calls))
        running = [self.pool.submit(_start, barrier, call) for call in calls]
        return [_outcome(future) for future in running]

    def leave(self) -> None:
        """Every thread closes its connection, so that the test database can go."""
        self.run([connections.close_all] * self.size)
        self.pool.shutdown()


@contextlib.contextmanager
def crowd(size: int) -> Iterator[Crowd]:
    gathered = Crowd(size)
    try:
        yield gathered
    finally:
        gathered.leave()


def _start(barrier: threading.Barrier, call: Callable[[], Any]) -> Any:
    barrier.wait(PATIENCE_SECONDS)
    return call()


def _outcome(future: Future[Any]) -> Any:
    failed = future.exception(PATIENCE_SECONDS)
    return future.result() if failed is None else failed
