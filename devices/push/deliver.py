"""Hands a wake-up to the sender of the phone's kind, and measures what its service makes of it."""

from __future__ import annotations

import time
from functools import cache
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.module_loading import import_string

from accounts.telemetry.measures import Timed
from devices.push.contract import Address, AddressGone, NotReached, Refused, Sender, TooLate, TryLater, Wake
from devices.push.hosts import service_of

TAKEN, FAILED = "taken", "failed"
RESULTS: dict[type[Exception], str] = {
    AddressGone: "gone",
    Refused: "refused",
    TryLater: "later",
    NotReached: "not_reached",
    TooLate: "too_late",
}
PUSHES = Timed(
    "handslag_push_seconds",
    "Notifications given to push services, what they made of it, and how long that took.",
    service=lambda: [*settings.PUSH_SENDERS, *settings.PUSH_HOSTS],
    result=[TAKEN, FAILED, *RESULTS.values()],
)


@cache
def sender(kind: str) -> Sender | None:
    """The sender that the setting PUSH_SENDERS names for this kind of address; None where it names none."""
    named = settings.PUSH_SENDERS.get(kind)
    made: Sender | None = import_string(named)() if named else None
    return made


def is_offered(kind: str) -> bool:
    """Whether phones may say that they can be woken in this way."""
    chosen = sender(kind)
    return chosen is not None and chosen.is_ready()


def wake(address: Address, wake: Wake) -> None:
    """Wakes the phone, or raises what went wrong; does nothing where nobody sends to its kind."""
    if wake.seconds_left <= 0:
        raise TooLate
    chosen = sender(address.kind)
    if chosen is None:
        return
    began, result = time.monotonic(), TAKEN
    try:
        chosen.wake(address, wake)
    except Exception as why:
        result = next((word for kind, word in RESULTS.items() if isinstance(why, kind)), FAILED)
        raise
    finally:
        PUSHES.took(time.monotonic() - began, service=_service(address), result=result)


def _service(address: Address) -> str:
    """Of browsers' push services the host, by which one may fail while the others work; else the kind."""
    host = urlsplit(address.data.get("endpoint", "")).hostname or ""
    return service_of(host) or address.kind
