"""What the answer of a push service means for the phone."""

from __future__ import annotations

from http import HTTPStatus

from accounts.outward.line import Reply
from accounts.outward.waiting import seconds_to_wait
from devices.push.contract import AddressGone, NotTaken, Refused, TryLater

GONE = frozenset({404, 410})
UNKNOWN_TO_THEM = frozenset({401, 403})


def check(reply: Reply, *, said: str = "") -> None:
    """Does nothing when it was taken, else raises what became of it; `said` is the service's own word."""
    if 200 <= reply.status < 300:
        return
    raise failure_of(reply, said=said)


def failure_of(reply: Reply, *, said: str = "") -> NotTaken:
    """What became of what was not taken, by the answer's status."""
    why = " ".join(filter(None, (f"answered {reply.status}", said or _phrase(reply.status))))
    if reply.status in GONE:
        return AddressGone(why)
    if reply.status == 429 or reply.status >= 500:
        return TryLater(why, seconds=seconds_to_wait(reply))
    # A redirect too: whoever is led elsewhere does not go (T24).
    return Refused(why, is_ours=reply.status in UNKNOWN_TO_THEM)


def _phrase(status: int) -> str:
    return HTTPStatus(status).phrase if status in set(HTTPStatus) else ""
