"""Challenges and requests as the phone understood them, after verifying them."""

from dataclasses import dataclass
from typing import Any


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
        """What is asked: "signin", "second_step", "reauth" or "enrol"; "ciba" and "act" are reserved."""
        return str(self.challenge.claims["kind"])

    @property
    def match(self) -> str:
        """How the number is given: "approve" (none), "choose" or "type"."""
        return str(self.challenge.claims["match"])

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
