"""Fixed-window counters in the ledger. Count first, verify after: parallel tries cannot overshoot."""

from __future__ import annotations

import time

from django.core.cache import caches

from accounts.refusals import TooManyTries
from accounts.secrets import digest_of


def count_try(scope: str, key: str, *, limit: int, window_seconds: int) -> None:
    """Counts one try of `key` in `scope`; refuses it when more than `limit` fell into this window.

    `add` and `incr` are atomic in every ledger we use, so 1 000 tries at once let exactly `limit` through.
    """
    now = int(time.time())
    window = now // window_seconds
    digest = digest_of(key)[:32]
    name = f"try:{scope}:{digest}:{window}"
    ledger = caches["ledger"]
    ledger.add(name, 0, window_seconds * 2)
    try:
        tries = ledger.incr(name)
    except ValueError:  # evicted between the two calls: start the window again
        ledger.set(name, 1, window_seconds * 2)
        tries = 1
    if tries > limit:
        left = window_seconds - now % window_seconds
        raise TooManyTries(f"{scope}: try {tries} of {limit}", retry_after_seconds=left)
