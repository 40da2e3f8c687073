"""The role a sender of notifications fills."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

# Longer than this nobody waits for a sender: the phone counts as not woken, and it is tried again.
GIVE_UP_AFTER_SECONDS = 10
LONGEST_WORDS = 120

What = Literal["request", "over", "test", "notice"]


@dataclass(frozen=True, kw_only=True)
class Wake:
    """What a phone is woken for: a request, the end of one, a test, or a notice of what happened. Names nobody (A03).

    `handle` is the request's public name, empty of anything else; it may be delivered for `seconds_left`. `ring` says
    which notification of its request this is: what comes twice has the same, and rings once.
    """

    what: What
    handle: str = ""
    seconds_left: int
    ring: int = 0

    @property
    def tag(self) -> str:
        """The notification's own name: a later one of the same tag takes its place."""
        return f"request-{self.handle}" if self.handle else self.what


@dataclass(frozen=True, kw_only=True)
class Address:
    """Where a phone can be woken. `kind` chooses the sender, and what `data` holds; empty: nowhere."""

    phone_id: str
    kind: str = ""
    data: Mapping[str, str] = field(default_factory=dict, repr=False)
    language: str = "en"


class NotTaken(Exception):
    """A push service did not take it. Says why in words of its own, and never where it was sent (I10)."""

    def __init__(self, why: str) -> None:
        super().__init__(why[:LONGEST_WORDS])


class AddressGone(NotTaken):
    """The phone can never be woken there again."""


class Refused(NotTaken):
    """It would not be taken however often it is tried. `is_ours`: they do not know us, so it fails for every phone."""

    def __init__(self, why: str, *, is_ours: bool = False) -> None:
        super().__init__(why)
        self.is_ours = is_ours


class TryLater(NotTaken):
    """Not now, but after so many seconds."""

    def __init__(self, why: str, *, seconds: int) -> None:
        super().__init__(why)
        self.seconds = seconds


class NotReached(NotTaken):
    """Nobody answered, or nothing that could be read: it may yet be taken."""


class TooLate(NotTaken):
    """Its time was up before it was sent; nothing was."""

    def __init__(self) -> None:
        super().__init__("its time was up")


class Sender(Protocol):
    """Wakes phones of one kind. Several threads call it at once."""

    def is_ready(self) -> bool:
        """Whether it has all that it needs; a phone may be told only then that it can be woken so."""

    def wake(self, address: Address, wake: Wake) -> None:
        """Wakes the phone, or raises what went wrong, within GIVE_UP_AFTER_SECONDS.

        It also gives up once `seconds_left` have passed: nothing is sent after expiry.
        """
