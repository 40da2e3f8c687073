"""When an answer wants to be asked again: Retry-After (RFC 9110, section 10.2.3)."""

from __future__ import annotations

from email.utils import parsedate_to_datetime

from accounts import clock
from accounts.outward.line import Reply

# Where a server does not say how long, and the longest that is believed.
USUAL_WAIT_SECONDS = 2
LONGEST_WAIT_SECONDS = 3600


def seconds_to_wait(reply: Reply) -> int:
    """What it asks for, never more than an hour."""
    asked = reply.headers.get("retry-after", "").strip()
    seconds = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else _until(asked)
    return min(max(seconds, USUAL_WAIT_SECONDS), LONGEST_WAIT_SECONDS)


def _until(date: str) -> int:
    try:
        return int((parsedate_to_datetime(date) - clock.now()).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return USUAL_WAIT_SECONDS
