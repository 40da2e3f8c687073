"""What belongs together in the log: of one sign-in, from its first page to the phone's answer."""

from __future__ import annotations

from contextvars import ContextVar

MARK_LENGTH = 16
_about: ContextVar[str] = ContextVar("about", default="")


def mark_of(binding: str) -> str:
    """What the log calls the sign-in with this binding: all that came of it stands together by that."""
    return binding[:MARK_LENGTH]


def about_sign_in(binding: str) -> None:
    """What this thread logs from now on, until its next page, is about the sign-in with this binding."""
    _about.set(mark_of(binding))


def about_nothing() -> None:
    """Something new begins in this thread."""
    _about.set("")


def sign_in_at_hand() -> str:
    """The mark of what this thread does now; empty where it is of no sign-in."""
    return _about.get()
