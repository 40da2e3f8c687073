"""A sender for tests: it remembers whom it woke, and fails or hangs for the phones it is told to."""

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models.functions import Now
from django.utils import timezone

from devices.approvals.models import ApprovalRequest
from devices.push.contract import Address, Wake
from devices.waking.outbox import Outbox
from tests.support.phones import SigningPhone
from tests.support.waiting import until


@dataclass(frozen=True)
class Sent:
    """One notification that went out: to which phone, when, and for how long it may be delivered."""

    phone_id: str
    at: datetime
    seconds_left: int
    what: str = "request"


class Sender:
    def __init__(self) -> None:
        self.sent: list[Sent] = []
        self.fails_for: set[str] = set()
        self.hangs_for: set[str] = set()
        self.tried: list[str] = []
        self._goes_on = threading.Event()

    @property
    def woken(self) -> list[str]:
        return [one.phone_id for one in self.sent]

    @property
    def seconds_left(self) -> list[int]:
        return [one.seconds_left for one in self.sent]

    def is_ready(self) -> bool:
        return True

    def wake(self, address: Address, wake: Wake) -> None:
        phone_id = address.phone_id
        self.tried.append(phone_id)
        if phone_id in self.hangs_for:
            self._goes_on.wait(60)
        if phone_id in self.fails_for:
            raise ConnectionError("the push service is down")
        self.sent.append(Sent(phone_id, timezone.now(), wake.seconds_left, wake.what))

    def let_go(self) -> None:
        """What hangs goes on."""
        self._goes_on.set()


def make_due(*only: ApprovalRequest) -> None:
    """As if the wait after asking, a try or a claim were over; for these requests, or for all."""
    waiting = ApprovalRequest.objects.exclude(wake_due_at=None)
    chosen = waiting.filter(pk__in=[request.pk for request in only]) if only else waiting
    chosen.update(wake_due_at=Now() - timedelta(milliseconds=5))


def id_of(phone: SigningPhone) -> str:
    return str(phone.row.pk)


def an_outbox() -> Outbox:
    return Outbox(nudge=lambda: None)


def wake(outbox: Outbox) -> None:
    """Wakes whom it is time to wake, to the end."""
    outbox.look()
    until(lambda: all(sending.is_over for sending in outbox.in_hand))
    outbox.look()
