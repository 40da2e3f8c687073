"""Hands a wake-up to the configured sender."""

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from devices.push.contract import Sender


@cache
def sender() -> Sender:
    """The sender named by the setting PUSH_SENDER."""
    made: Sender = import_string(settings.PUSH_SENDER)()
    return made


def wake(*, phone_id: str, seconds_left: int) -> None:
    """Wakes this phone, unless the request has already run out."""
    if seconds_left > 0:
        sender().wake(phone_id=phone_id, seconds_left=seconds_left)
