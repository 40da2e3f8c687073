"""Phones that can be woken: where each can, by the local push service."""

from __future__ import annotations

from devices.addresses.models import PhoneAddress
from devices.addresses.services import register
from devices.simulator.waking.subscription import Subscription
from tests.support.phones import SigningPhone
from tests.support.push_service import PushService


def wakeable(phone: SigningPhone, service: PushService, *, language: str = "en") -> Subscription:
    """The phone has said where it can be woken."""
    subscription = service.subscribe()
    said = subscription.as_sent(language=language)
    kind, told = said.pop("kind"), said.pop("language")
    register(phone.row, kind=kind, data=said, language=told)
    return subscription


def address_of(phone: SigningPhone) -> PhoneAddress:
    """Its row, as it stands now."""
    return PhoneAddress.objects.get(phone=phone.row)
