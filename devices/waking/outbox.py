"""The wakes one worker has in hand: each in a thread of its own, so that one that hangs keeps no other phone asleep."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from django.db import connections

from accounts import clock
from devices.addresses.carrying import note_outcome
from devices.addresses.services import address_of
from devices.push import deliver
from devices.push.contract import (
    GIVE_UP_AFTER_SECONDS,
    Address,
    AddressGone,
    NotReached,
    NotTaken,
    Refused,
    TooLate,
    TryLater,
    Wake,
)
from devices.waking.claims import AT_ONCE, Claim, claim_due, note, note_done

# Trying again would change nothing.
FINAL = (type(None), AddressGone, Refused, TooLate)
log = logging.getLogger("handslag.push")


class Sending:
    """The wakes of one claim. Each of their threads notes in `outcomes` what went wrong with its phone, if it did.

    What is to be noted in the database, the worker notes: a connection for each of them would be many.
    """

    def __init__(self, claim: Claim) -> None:
        self.claim = claim
        self.outcomes: dict[str, Exception | None] = {}
        self.give_up_at = time.monotonic() + GIVE_UP_AFTER_SECONDS

    @property
    def is_over(self) -> bool:
        return len(self.outcomes) == len(self.claim.phone_ids) or time.monotonic() >= self.give_up_at

    @property
    def left(self) -> set[str]:
        """Those that are not woken, and may yet be."""
        return {
            phone_id for phone_id in self.claim.phone_ids if not isinstance(self.outcome_of(phone_id), FINAL)
        }

    def outcome_of(self, phone_id: str) -> Exception | None:
        return self.outcomes.get(phone_id, NotReached("no answer in time"))

    def wake(self, phone_id: str) -> None:
        """Wakes one of the phones; one that can be woken nowhere is still said to be waiting, while developing."""
        claim, row = self.claim, self.claim.addresses.get(phone_id)
        left = int((claim.until - clock.now()).total_seconds())
        address = Address(phone_id=phone_id) if row is None else address_of(row)
        handle = str(claim.request_id)
        deliver.wake(address, Wake(what=claim.what, handle=handle, ring=claim.ring, seconds_left=left))

    def note(self) -> None:
        """Notes of each phone that can be woken how that went, and of the request who was woken and who is left."""
        ended = {phone_id: self.outcome_of(phone_id) for phone_id in self.claim.phone_ids}
        for phone_id, row in self.claim.addresses.items():
            if phone_id in ended:
                note_outcome(row, ended[phone_id])
        reached = {phone_id for phone_id, why in ended.items() if why is None} & self.claim.addresses.keys()
        left = {phone_id: _rest_after(why) for phone_id, why in ended.items() if not isinstance(why, FINAL)}
        note(self.claim, reached=reached, left={**left, **self.claim.seconds_of_rest})


def _rest_after(why: Exception | None) -> float:
    return why.seconds if isinstance(why, TryLater) else 0.0


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
        # Where nobody can be woken there is nothing more to note: one statement for all.
        quiet = [sending for sending in over if not sending.claim.addresses and not sending.left]
        note_done([sending.claim for sending in quiet])
        for sending in over:
            if sending not in quiet:
                sending.note()
        self.in_hand = [sending for sending in self.in_hand if sending not in over]

    def _start(self, sending: Sending) -> None:
        self.in_hand.append(sending)
        for phone_id in sending.claim.phone_ids:
            thread = threading.Thread(target=self._wake, args=(sending, phone_id), name="wake", daemon=True)
            self.threads.append(thread)
            thread.start()

    def _wake(self, sending: Sending, phone_id: str) -> None:
        outcome: Exception | None = None
        try:
            sending.wake(phone_id)
        except NotTaken as why:
            outcome = why
            log.warning("phone %s is not woken: %s", phone_id, why)
        except Exception as why:  # whatever a sender's library raises, the phone is tried again
            outcome = why
            log.warning("could not wake phone %s", phone_id, exc_info=True)
        finally:
            connections.close_all()
            sending.outcomes[phone_id] = outcome
            if self.is_full:
                self.nudge()
