"""Acts of a push service and of the worker, for the phone that is woken."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from devices.addresses.trying import send_test
from devices.push.keys import services as push_keys
from devices.signatures.encoding import encode
from devices.simulator.waking.subscription import ORIGIN
from devices.waking.outbox import Outbox
from tests.support.push_service import PushService
from tests.support.waiting import until


@dataclass
class Waking:
    """What is sent to the push service on this machine, handed on once."""

    service: PushService
    handed_on: int = field(default=0)

    def make_endpoint(self) -> dict[str, str]:
        """Where a browser subscribed, with the key that phones are told."""
        token = secrets.token_urlsafe(24)
        self.service.keys[token] = push_keys.newest() or push_keys.make()
        return {"endpoint": f"{ORIGIN}/fcm/send/{token}"}

    def send_due(self, phone: str, endpoint: str, what: str) -> list[str]:
        """Do what the worker would do now; the bodies that came there since the last time."""
        if what == "test":
            send_test.call(phone)
        else:
            outbox = Outbox(nudge=lambda: None)
            outbox.look()
            until(lambda: all(sending.is_over for sending in outbox.in_hand))
            outbox.settle()
        fresh = self.service.pushes[self.handed_on :]
        self.handed_on = len(self.service.pushes)
        return [encode(one.body) for one in fresh if endpoint.endswith(one.token)]
