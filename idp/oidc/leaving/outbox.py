"""What one worker tells at once: each application in a thread of its own (accounts.outward.turns)."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from urllib.parse import urlencode

from accounts.outward.line import NotReached, post
from accounts.outward.public import NotPublic
from accounts.outward.turns import Turns
from idp.oidc.leaving.claims import AT_ONCE, Outcome, claim_due, note
from idp.oidc.leaving.logout_token import make_logout_token
from idp.oidc.leaving.models import LogoutNotice

TURN_SECONDS = 20.0
GIVE_UP_AFTER_SECONDS = 30.0


class Telling:
    """The notices for one address, sent one after the other until nobody answers."""

    def __init__(self, notices: Sequence[LogoutNotice]) -> None:
        self.notices = notices
        self.outcomes: list[Outcome] = []
        self.has_ended = self.has_failed = False
        self.began_at = time.monotonic()

    @property
    def address(self) -> str:
        return self.notices[0].address

    @property
    def is_over(self) -> bool:
        return self.has_ended or time.monotonic() - self.began_at >= GIVE_UP_AFTER_SECONDS

    def ended(self) -> list[Outcome]:
        """How each ended that was tried; the one at which it hangs, or something broke, was not answered."""
        known = list(self.outcomes)
        if (self.has_failed or not self.has_ended) and len(known) < len(self.notices):
            known.append(Outcome(notice=self.notices[len(known)].pk, has_arrived=False, status=0))
        return known

    def send(self) -> None:
        for notice in self.notices:
            outcome = send(notice)
            self.outcomes.append(outcome)
            if not outcome.status or time.monotonic() - self.began_at >= TURN_SECONDS:
                return


def send(notice: LogoutNotice) -> Outcome:
    """Send one, signed as of now; what is answered but its status is of no matter (section 2.8)."""
    token = make_logout_token(notice)
    headers = {"Content-Type": "application/x-www-form-urlencoded", "User-Agent": "Handslag"}
    try:
        reply = post(notice.address, headers=headers, body=urlencode({"logout_token": token}).encode())
    except (NotReached, NotPublic):
        return Outcome(notice=notice.pk, has_arrived=False, status=0)
    return Outcome(notice=notice.pk, has_arrived=200 <= reply.status < 300, status=reply.status)


class LogoutOutbox(Turns[Telling]):
    """A source of work for the worker, whose own thread alone calls it."""

    name = "logout notice"
    most_at_once = AT_ONCE

    def claimed(self, room: int) -> Iterable[Telling]:
        in_hand = [telling.address for telling in self.in_hand]
        return [Telling(notices) for notices in claim_due(most=room, without=in_hand)]

    def noted(self, turn: Telling) -> None:
        note(turn.notices, turn.ended())
