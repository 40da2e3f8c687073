"""A phone whose app is closed."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from queue import SimpleQueue
from typing import Any

from cryptography.exceptions import InvalidTag

from devices.simulator.calls import CallRefused
from devices.simulator.phone import SimulatedPhone
from devices.simulator.waking.service import LocalPushService
from devices.simulator.waking.subscription import Subscription


class Asleep:
    """Wakes when a notification comes."""

    def __init__(self, subscription: Subscription) -> None:
        self.subscription = subscription
        self._came: SimpleQueue[dict[str, Any]] = SimpleQueue()

    def take(self, body: bytes) -> None:
        """Take what the push service has for it. Raises ValueError when it cannot be opened."""
        try:
            self._came.put(self.subscription.read(body)["notification"])
        except (InvalidTag, LookupError) as why:
            raise ValueError("not for this phone") from why

    def woken(self, *, say: Callable[[str], None]) -> Iterator[None]:
        """Yield whenever the phone should look, and say what it was shown. Never ends."""
        while True:
            notification = self._came.get()
            say(f"Woken by a notification: {notification['title']} {notification['body']}")
            yield


@contextmanager
def asleep(phone: SimulatedPhone, *, service: LocalPushService) -> Iterator[Asleep]:
    """The phone can be woken by this service, until it is over."""
    sleeping = Asleep(Subscription(secrets.token_urlsafe(24)))
    service.takers[sleeping.subscription.token] = sleeping.take
    phone.calls.call(method="PUT", path="phone/push/", body=sleeping.subscription.as_sent())
    try:
        yield sleeping
    finally:
        with suppress(OSError, CallRefused):
            phone.calls.call(method="DELETE", path="phone/push/")
