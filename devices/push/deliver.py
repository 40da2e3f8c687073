"""Hands a wake-up to the sender of the phone's kind."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from devices.push.contract import Address, Sender, TooLate, Wake


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
    if chosen is not None:
        chosen.wake(address, wake)
