"""What one worker has in hand of that: each application in a thread, so that one that hangs keeps no other waiting."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from django.db import connections

from accounts.outward.line import NotReached, post
from accounts.outward.public import NotPublic
from idp.oidc.ciba.pinging.claims import Claim, claim_due, note

# Applications of one worker. Those whose server hangs count too.
AT_ONCE = 8
GIVE_UP_AFTER_SECONDS = 10.0
log = logging.getLogger("handslag.applications")


class Telling:
    """One application, told once."""

    def __init__(self, claim: Claim) -> None:
        self.claim = claim
        self.is_done = self.has_ended = False
        self.began_at = time.monotonic()

    @property
    def is_over(self) -> bool:
        return self.has_ended or time.monotonic() - self.began_at >= GIVE_UP_AFTER_SECONDS


def tell(claim: Claim) -> bool:
    """Tell it; was it taken? Redirects are not followed, and nothing of the answer is read but that."""
    headers = {
        "Host": urlsplit(claim.address).netloc,
        "Content-Type": "application/json",
        "User-Agent": "Handslag",
        "Authorization": f"Bearer {claim.token}",
    }
    body = json.dumps({"auth_req_id": claim.auth_req_id}).encode()
    try:
        reply = post(claim.address, headers=headers, body=body)
    except (NotReached, NotPublic):
        return False
    return 200 <= reply.status < 300


class PingOutbox:
    """A source of work for the worker, whose own thread alone calls it."""

    def __init__(self, *, nudge: Callable[[], None]) -> None:
        self.nudge = nudge
        self.in_hand: list[Telling] = []
        self.threads: list[threading.Thread] = []

    def has_work_in_hand(self) -> bool:
        return bool(self.in_hand)

    def look(self) -> None:
        """Note what has ended, and start what is due while there is room."""
        self.settle()
        self.threads = [thread for thread in self.threads if thread.is_alive()]
        room = AT_ONCE - len(self.threads)
        if room <= 0:
            return
        for claim in claim_due(most=room, without=[one.claim.application for one in self.in_hand]):
            self._start(Telling(claim))

    def settle(self) -> None:
        """Note how those ended that have ended, or take too long."""
        for telling in [one for one in self.in_hand if one.is_over]:
            note(telling.claim, is_done=telling.is_done)
            self.in_hand.remove(telling)

    def _start(self, telling: Telling) -> None:
        self.in_hand.append(telling)
        thread = threading.Thread(target=self._work, args=(telling,), name="ping", daemon=True)
        self.threads.append(thread)
        thread.start()

    def _work(self, telling: Telling) -> None:
        try:
            telling.is_done = tell(telling.claim)
        except Exception:  # whatever a library raises, it is told again
            log.exception("could not tell an application")
        finally:
            connections.close_all()
            telling.has_ended = True
            self.nudge()
