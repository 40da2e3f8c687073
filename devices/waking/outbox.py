"""The wakes one worker has in hand: each in a thread of its own, so that one that hangs keeps no other phone asleep."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from django.db import connections

from accounts import clock
from devices.push import deliver
from devices.push.contract import GIVE_UP_AFTER_SECONDS
from devices.waking.claims import AT_ONCE, Claim, claim_due, note_woken, put_off

log = logging.getLogger("handslag.push")


class Sending:
    """The wakes of one claim. Their threads take out of `left` whom they woke."""

    def __init__(self, claim: Claim) -> None:
        self.claim = claim
        self.left = set(claim.phone_ids)
        self.running = set(claim.phone_ids)
        self.give_up_at = time.monotonic() + GIVE_UP_AFTER_SECONDS

    @property
    def is_over(self) -> bool:
        return not self.running or time.monotonic() >= self.give_up_at


class Outbox:
    """A source of work for the worker, whose own thread alone calls it.

    What has ended is settled when something else is due, at the latest after a few seconds: a claim holds longer.
    `nudge` asks for another look soon, from any thread: while more may be due, and when there is room again.
    """

    def __init__(self, *, nudge: Callable[[], None]) -> None:
        self.nudge = nudge
        self.in_hand: list[Sending] = []
        self.threads: list[threading.Thread] = []
        self.is_full = False

    def has_work_in_hand(self) -> bool:
        return bool(self.in_hand)

    def look(self) -> None:
        """Settles what has ended, and starts what is due while there is room."""
        self.settle()
        self.threads = [thread for thread in self.threads if thread.is_alive()]
        self.is_full = len(self.threads) >= AT_ONCE
        if self.is_full:
            return
        for claim in claim_due():
            self._start(Sending(claim))
            if len(self.threads) >= AT_ONCE:
                self.nudge()
                return

    def settle(self) -> None:
        """Notes how those ended that have ended, or take too long."""
        over = [sending for sending in self.in_hand if sending.is_over]
        note_woken([sending.claim for sending in over if not sending.left])
        for sending in over:
            if sending.left:
                put_off(sending.claim, left=frozenset(sending.left))
        self.in_hand = [sending for sending in self.in_hand if sending not in over]

    def _start(self, sending: Sending) -> None:
        self.in_hand.append(sending)
        for phone_id in sending.claim.phone_ids:
            thread = threading.Thread(target=self._wake, args=(sending, phone_id), name="wake", daemon=True)
            self.threads.append(thread)
            thread.start()

    def _wake(self, sending: Sending, phone_id: str) -> None:
        try:
            left = int((sending.claim.until - clock.now()).total_seconds())
            deliver.wake(phone_id=phone_id, seconds_left=left)
            sending.left.discard(phone_id)
        except Exception:  # whatever a sender's library raises, the phone is tried again
            log.warning("could not wake phone %s", phone_id, exc_info=True)
        finally:
            connections.close_all()
            sending.running.discard(phone_id)
            if self.is_full:
                self.nudge()
