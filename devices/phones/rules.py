"""May phone sign-in be enabled for an account? Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class AccountFacts:
    """What counts. `registered_elsewhere` is how many other organisation accounts on the phone have it on."""

    is_organisation: bool
    is_blocked: bool
    is_allowed: bool
    is_usable: bool
    unlock_mode: str
    allowed_unlock_modes: tuple[str, ...]
    registered_elsewhere: int
    most_registered: int


def sign_in_obstacles(facts: AccountFacts) -> tuple[str, ...]:
    """Stable codes of what stands in the way of phone sign-in, the one to solve first coming first; empty: nothing.

    Two-step verification is set up by the closing test of the enrolment, so an account that has not passed it
    (`is_usable` false) lacks it (B06). Personal accounts do not count towards the phone's limit (B09).
    """
    obstacles = []
    if facts.is_blocked:
        obstacles.append("sign_in_blocked")
    if not facts.is_allowed:
        obstacles.append("policy_off")
    if not facts.is_usable:
        obstacles.append("two_step_missing")
    if facts.is_organisation and facts.registered_elsewhere >= facts.most_registered:
        obstacles.append("another_account_registered")
    if not facts.unlock_mode:
        obstacles.append("no_unlock")
    elif facts.unlock_mode not in facts.allowed_unlock_modes:
        obstacles.append("unlock_not_allowed")
    return tuple(obstacles)
