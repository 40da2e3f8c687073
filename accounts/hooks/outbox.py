"""What one worker has in hand: each hook in a thread of its own, so that one that hangs keeps no other waiting."""

from __future__ import annotations

import time
from collections.abc import Iterable
from http import HTTPStatus

from accounts import clock
from accounts.hooks.claims import AT_ONCE, Claim, Message, Outcome, claim_due, note
from accounts.hooks.signing import headers_of
from accounts.outward.line import NotReached, Reply, post
from accounts.outward.public import NotPublic
from accounts.outward.turns import Turns
from accounts.outward.waiting import seconds_to_wait

TURN_SECONDS = 20.0
GIVE_UP_AFTER_SECONDS = 30.0
NO_ANSWER = "no_answer"
# It was not there, or has too much to do; every other answer is one about what was sent.
AWAY = frozenset({408, 425, 429, 502, 503, 504})


class Sending:
    """The messages of one claim, sent one after the other until one is not taken."""

    def __init__(self, claim: Claim) -> None:
        self.claim = claim
        self.outcomes: list[Outcome] = []
        self.has_ended = self.has_failed = False
        self.began_at = time.monotonic()

    @property
    def is_over(self) -> bool:
        return self.has_ended or time.monotonic() - self.began_at >= GIVE_UP_AFTER_SECONDS

    def ended(self) -> list[Outcome]:
        """How each ended that was tried; the one at which it hangs, or something broke, was not answered."""
        known, messages = list(self.outcomes), self.claim.messages
        if (self.has_failed or not self.has_ended) and len(known) < len(messages):
            known.append(Outcome(delivery=messages[len(known)].delivery, why=NO_ANSWER))
        return known

    def send(self) -> None:
        for message in self.claim.messages:
            outcome = send(self.claim, message)
            self.outcomes.append(outcome)
            if not outcome.has_arrived or time.monotonic() - self.began_at >= TURN_SECONDS:
                return


def send(claim: Claim, message: Message) -> Outcome:
    """Sends one, signed as of now; says what became of it, and nothing of what was answered (I10)."""
    signed = headers_of(message.body, message=message.name, at=int(clock.seconds()), secrets=claim.secrets)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Handslag",
        **signed,
    }
    try:
        return _outcome_of(post(claim.address, headers=headers, body=message.body), message)
    except NotReached:
        return Outcome(delivery=message.delivery, why=NO_ANSWER)
    except NotPublic:
        return Outcome(delivery=message.delivery, why="not_public")


def _outcome_of(reply: Reply, message: Message) -> Outcome:
    status = reply.status
    why = HTTPStatus(status).phrase if status in set(HTTPStatus) else ""
    if 200 <= status < 300:
        return Outcome(delivery=message.delivery, has_arrived=True, status=status, why=why)
    wait = seconds_to_wait(reply) if status in AWAY else 0
    return Outcome(delivery=message.delivery, status=status, why=why, seconds=wait, is_no=status not in AWAY)


class HookOutbox(Turns[Sending]):
    """A source of work for the worker, whose own thread alone calls it."""

    name = "hook"
    most_at_once = AT_ONCE

    def claimed(self, room: int) -> Iterable[Sending]:
        in_hand = [sending.claim.hook for sending in self.in_hand]
        return (Sending(claim) for claim in claim_due(most=room, without=in_hand))

    def noted(self, turn: Sending) -> None:
        note(turn.claim, turn.ended())
