"""Wrong typed codes are counted before one is looked for, by network and in all; those of a QR code are not (B17)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.http import HttpRequest

from accounts.refusals import TooManyTries
from accounts.throttle.counting import Limit, count, uncount
from accounts.users.strangers import networks_within
from devices.enrolment.codes.naming import is_typed
from devices.enrolment.refusals import TypedCodesClosed, UnknownCode

MOST_WRONG, WITHIN_SECONDS = 20, 600
# Of 40 bits that is nothing, from however many networks they come; the camera goes on for everybody.
MOST_WRONG_IN_ALL = 1000
SCOPE = "typed enrolment codes"
IN_ALL = Limit(scope=SCOPE, key="in all", most=MOST_WRONG_IN_ALL, seconds=WITHIN_SECONDS)


@contextmanager
def counted_if_typed(request: HttpRequest, code: str) -> Iterator[None]:
    """Count a typed code as wrong while it is looked for; one that somebody was given is taken back."""
    if not is_typed(code):
        yield
        return
    limits = (IN_ALL, *networks_within(request, SCOPE, most=MOST_WRONG, seconds=WITHIN_SECONDS))
    try:
        count(*limits)
    except TooManyTries as shut:
        raise TypedCodesClosed(shut.detail, retry_after_seconds=shut.retry_after_seconds) from shut
    is_wrong = False
    try:
        yield
    except UnknownCode:
        is_wrong = True
        raise
    finally:
        if not is_wrong:
            uncount(*limits)
