"""Challenges and requests as the phone understood them, after verifying them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from devices.simulator import particulars


@dataclass(frozen=True, kw_only=True)
class ReceivedChallenge:
    """A verified challenge: the text exactly as received (answers are bound to its hash) and its claims."""

    text: str
    claims: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class IncomingRequest:
    """A request waiting for the person's answer."""

    handle: str
    challenge: ReceivedChallenge

    @property
    def account_id(self) -> str:
        """The account it is for."""
        return str(self.challenge.claims["sub"])

    @property
    def kind(self) -> str:
        """What is asked: "signin", "second_step", "reauth", "enrol", "ciba", "act" or "call"."""
        return str(self.challenge.claims["kind"])

    @property
    def match(self) -> str:
        """How the number is given: "approve" (none), "choose" or "type"."""
        return str(self.challenge.claims["match"])

    @property
    def digits(self) -> int:
        """How many digits the number has: two or six."""
        return int(self.challenge.claims["digits"])

    @property
    def choices(self) -> tuple[str, ...]:
        """The numbers offered; empty unless match is "choose"."""
        return tuple(self.challenge.claims.get("choices", ()))

    @property
    def unlock_required(self) -> bool:
        """Whether an approval must carry an unlock proof."""
        return bool(self.challenge.claims["unlock"] == "required")

    @property
    def context(self) -> dict[str, Any]:
        """Who asks, from where, when: what the person is shown."""
        return dict(self.challenge.claims["context"])

    @property
    def binding_message(self) -> str:
        """What both screens name, so that a person can tell requests apart; "" where there is none."""
        return str(self.context.get("binding_message", ""))

    @property
    def details(self) -> Sequence[Mapping[str, str]]:
        """The particulars of what is asked; mostly none."""
        return tuple(self.context.get("details", ()))

    @property
    def is_understood(self) -> bool:
        """Can this phone show all that is asked? Otherwise it may only deny."""
        return particulars.is_understood(self.details)
