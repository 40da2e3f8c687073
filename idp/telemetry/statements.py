"""While developing: a page that asks one thing again and again, or a statement that takes long, is named in the log."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection

# A list of twenty people is one statement; one for each of them is told.
MOST_ALIKE = 8
SLOW_SECONDS = 0.2
LONGEST_WORDS = 300
log = logging.getLogger("handslag.statements")


class _Watched:
    """The statements of one page, by their words without values."""

    def __init__(self) -> None:
        self.alike: Counter[str] = Counter()

    def __call__(self, execute: Callable[..., Any], sql: str, *asked: Any) -> Any:
        self.alike[sql] += 1
        began = time.perf_counter()
        try:
            return execute(sql, *asked)
        finally:
            if (seconds := time.perf_counter() - began) >= SLOW_SECONDS:
                log.warning("%.2f s: %s", seconds, sql[:LONGEST_WORDS])


@contextmanager
def watched() -> Iterator[None]:
    """Around a page, where WATCH_STATEMENTS is on."""
    if not settings.WATCH_STATEMENTS:
        yield
        return
    statements = _Watched()
    with connection.execute_wrapper(statements):
        yield
    for sql, times in statements.alike.most_common():
        if times <= MOST_ALIKE:
            return
        log.warning("%d times in one page: %s", times, sql[:LONGEST_WORDS])
