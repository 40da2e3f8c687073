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


def wake(*, phone_ids: list[str], seconds_left: int) -> None:
    """Wakes these phones, unless the request has already run out."""
    if seconds_left <= 0:
        return
    for phone_id in phone_ids:
        sender().wake(phone_id=phone_id, seconds_left=seconds_left)
