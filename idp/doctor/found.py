"""What a check is, and what it says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

# Longer than the longest thing that a check waits for.
WITHIN_SECONDS = 30.0


class State(StrEnum):
    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"
    NOT_TRIED = "not tried"


@dataclass(frozen=True)
class Found:
    """How something is. `remedy` is what to do, and stands wherever not all is well."""

    state: State
    says: str
    remedy: str = ""


@dataclass(frozen=True)
class Check:
    """One thing that is looked at: its `key` for programs, `what` it is for people, the look, and its seconds."""

    key: str
    what: str
    run: Callable[[], Found]
    within: float = WITHIN_SECONDS


def ok(says: str) -> Found:
    return Found(State.OK, says)


def warning(says: str, remedy: str) -> Found:
    return Found(State.WARNING, says, remedy)


def failed(says: str, remedy: str) -> Found:
    return Found(State.FAILED, says, remedy)


def not_tried(says: str) -> Found:
    """What was not looked at is not well, and not ill."""
    return Found(State.NOT_TRIED, says)
