"""What one worker tells at once: each application in a thread of its own (accounts.outward.turns)."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable

from accounts.outward.line import NotReached, post
from accounts.outward.public import NotPublic
from accounts.outward.turns import Turns
from idp.oidc.ciba.pinging.claims import AT_ONCE, Claim, claim_due, note

GIVE_UP_AFTER_SECONDS = 10.0


class Telling:
    """One application, told once."""

    def __init__(self, claim: Claim) -> None:
        self.claim = claim
        self.is_done = self.has_ended = self.has_failed = False
        self.began_at = time.monotonic()

    @property
    def is_over(self) -> bool:
        return self.has_ended or time.monotonic() - self.began_at >= GIVE_UP_AFTER_SECONDS

    def send(self) -> None:
        self.is_done = tell(self.claim)


def tell(claim: Claim) -> bool:
    """Tell it; was it taken? Redirects are not followed, and nothing of the answer is read but that."""
    headers = {
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


class PingOutbox(Turns[Telling]):
    """A source of work for the worker, whose own thread alone calls it."""

    name = "ping"
    most_at_once = AT_ONCE

    def claimed(self, room: int) -> Iterable[Telling]:
        in_hand = [telling.claim.application for telling in self.in_hand]
        return [Telling(claim) for claim in claim_due(most=room, without=in_hand)]

    def noted(self, turn: Telling) -> None:
        note(turn.claim, is_done=turn.is_done)
