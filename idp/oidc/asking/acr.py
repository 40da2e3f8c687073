"""How strong a sign-in an application wants, by the names that `acr` has here, the weakest first. Pure (A22)."""

from __future__ import annotations

from collections.abc import Sequence

from accounts.policy.need import Need
from accounts.policy.strengths.built_in import BUILT_IN, REACHED

ONE_STEP = "one_step"
# As accounts.signin.proven says what a session has reached.
LEVELS = (ONE_STEP, *(one.strength.key for one in REACHED))


def known(values: Sequence[str]) -> tuple[str, ...]:
    """Return those of these that mean something here."""
    return tuple(value for value in values if value in LEVELS)


def need_for(values: Sequence[str]) -> Need:
    """Return the need of the weakest of these: any one of them is what was wanted."""
    wanted = [level for level in LEVELS if level in values]
    if not wanted or wanted[0] == ONE_STEP:
        return Need()
    return Need(strengths=(BUILT_IN[wanted[0]].strength,))


def is_reached(acr: str, values: Sequence[str]) -> bool:
    """Is a session that reached `acr` as strong as one of these?"""
    wanted = [LEVELS.index(value) for value in values if value in LEVELS]
    return bool(wanted) and acr in LEVELS and LEVELS.index(acr) >= min(wanted)
