"""What is worth adding for somebody who lacks what is required: what proves most first (D06)."""

from __future__ import annotations

from collections.abc import Sequence

from accounts.methods import registry
from accounts.methods.contract import MethodRow, VerificationMethod
from accounts.policy.preference import Candidate, by_strength
from accounts.security_info.adding import addable
from accounts.security_info.held import Held, can_sign_in
from accounts.security_info.registering.requirement import Asks, RegistrationSettings
from accounts.users.models import User


def ways_that_help(user: User, held: Sequence[Held], asked: RegistrationSettings) -> list[VerificationMethod]:
    """What would be enough by itself, with what they have; if nothing would, whatever is on the way there."""
    able = [method for method in addable(user) if method.can_start or method.can_follow]
    added = [_as_if(method) for method in able]
    if not _is_what_is_asked([*held, *added], asked):
        return []
    enough = [one.method for one in added if _would_do(user, [*held, one], asked)]
    has = {one.method.key for one in held if one.signs_in}
    found = enough or [method for method in able if method.key not in has]
    ways = [Candidate(method.key, method.proves, is_spare=method.is_spare) for method in found]
    return [registry.get(key) for key in by_strength(ways)]


def _as_if(method: VerificationMethod) -> Held:
    return Held(method, MethodRow(key=method.key, label=str(method.label)), is_allowed=True)


def _would_do(user: User, held: Sequence[Held], asked: RegistrationSettings) -> bool:
    does = can_sign_in(user, held) and _is_what_is_asked(held, asked)
    if not (does and asked.one_to_spare):
        return does
    # A way, and not one of several things of it: as the policy counts it (accounts.policy.ways_in).
    keys = {one.method.key for one in held if one.is_usable}
    return all(can_sign_in(user, [one for one in held if one.method.key != key]) for key in keys)


def _is_what_is_asked(held: Sequence[Held], asked: RegistrationSettings) -> bool:
    """Is there a way among them of the sort that is asked for?"""
    if asked.asks == Asks.NO_PASSWORD:
        return any(one.may_start and len(one.method.proves.factors) >= 2 for one in held)
    if asked.asks == Asks.PHISHING_RESISTANT:
        return any(one.is_usable and one.method.proves.is_phishing_resistant for one in held)
    return True
