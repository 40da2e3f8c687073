"""Does a policy leave everybody a way in? Pure; a policy that does not cannot be saved (E10)."""

from __future__ import annotations

from dataclasses import dataclass

OFF, GROUPS, EVERYONE = "off", "groups", "everyone"


@dataclass(frozen=True)
class Wanted:
    """What would be: for whom phone sign-in is on ("off", "groups", "everyone") and what stands beside it."""

    phone_for: str
    has_excluded: bool
    password_on: bool
    two_step: bool


def problems(wanted: Wanted) -> tuple[str, ...]:
    """Stable codes of what would lock people out; empty when nobody is."""
    phone_for_all = wanted.phone_for == EVERYONE and not wanted.has_excluded
    if not wanted.password_on and wanted.phone_for == OFF:
        return ("no_way_in",)
    found = []
    if not wanted.password_on and not phone_for_all:
        found.append("some_without_way_in")
    if wanted.two_step and not phone_for_all:
        # A password is one factor, however often: whoever may not use a phone could never show two.
        found.append("two_step_needs_phone")
    return tuple(found)
