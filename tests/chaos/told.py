"""What was acknowledged to people: from then on they rely on it, and it must not be lost."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from uuid import UUID

from devices.approvals.state import State


@dataclass
class Told:
    """Phones were answered, browsers signed in and out, phones added and taken off. Kept under a lock: many tell it."""

    answers: list[tuple[UUID, State]] = field(default_factory=list)
    # By the key of the session, whose it is.
    signed_in: dict[str, str] = field(default_factory=dict)
    signed_out: set[str] = field(default_factory=set)
    # By the id of the account on the phone.
    added: set[str] = field(default_factory=set)
    removed: set[str] = field(default_factory=set)
    # What no fault excuses, as people saw it.
    wrong: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def answered(self, request: UUID, state: State) -> None:
        """A phone's decision was answered with 200."""
        with self._lock:
            self.answers.append((request, state))

    def is_in(self, session: str, username: str) -> None:
        """A browser was shown that it is signed in."""
        with self._lock:
            self.signed_in[session] = username

    def leaves(self, session: str) -> None:
        """It asks to be signed out: whether it is, nobody knows until it is told."""
        with self._lock:
            self.signed_in.pop(session, None)

    def is_out(self, session: str) -> None:
        with self._lock:
            self.signed_out.add(session)

    def has(self, account: str) -> None:
        """A phone was told that it has this account."""
        with self._lock:
            self.added.add(account)

    def gives_up(self, account: str) -> None:
        """A phone asks that the account be taken off it."""
        with self._lock:
            self.added.discard(account)

    def has_no_more(self, account: str) -> None:
        with self._lock:
            self.removed.add(account)

    def saw(self, what: str) -> None:
        """Somebody saw what must not be."""
        with self._lock:
            self.wrong.append(what)

    def until_now(self) -> Told:
        """What was told so far, apart from what is told while somebody looks."""
        with self._lock:
            return replace(
                self,
                answers=list(self.answers),
                signed_in=dict(self.signed_in),
                signed_out=set(self.signed_out),
                added=set(self.added),
                removed=set(self.removed),
                wrong=list(self.wrong),
            )
