"""Phones of the bench that are woken: by a push service in the bench's own process, whose time is not counted."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from devices.addresses.models import PhoneAddress
from devices.addresses.services import register
from devices.phones.models import Phone
from tests.support.push_service import PushService

SETTINGS = "tests.load.pushed"


class Pushing:
    """Whether the phones can be woken: every one, or none. The server is started anew after each change."""

    def __init__(self, service: PushService) -> None:
        self.service = service

    def turn(self, *, is_on: bool) -> dict[str, str]:
        """Register every phone, or none; the environment that its server needs."""
        PhoneAddress.objects.all().delete()
        if not is_on:
            return {}
        for phone in Phone.objects.all():
            told = self.service.subscribe().as_sent()
            kind, language = told.pop("kind"), told.pop("language")
            register(phone, kind=kind, data=told, language=language)
        return {"DJANGO_SETTINGS_MODULE": SETTINGS, "PUSH_STAND_IN": self.service.url}

    @property
    def received(self) -> int:
        """Notifications that came."""
        return len(self.service.pushes)


@contextlib.contextmanager
def pushing() -> Iterator[Pushing]:
    service = PushService()
    service.start()
    try:
        yield Pushing(service)
    finally:
        service.stop()
