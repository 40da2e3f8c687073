"""What is left of a need: in a browser that remembers, and on a network that is trusted. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from accounts.methods.proof import Passed
from accounts.policy.need import Need
from accounts.policy.rules import union


def left_in_known_browser(need: Need, *, counted: Iterable[Passed], remembered: Iterable[Passed]) -> Need:
    """Return what is left of a `need` of everybody's where a browser remembers what was proven in it before (A19).

    One own factor has to be proven now, and what is remembered has to bring the others: the same one twice is one.
    Somebody else's word is neither proven nor remembered.
    """
    now = union(p.factors for p in counted if not p.is_granted)
    before = union(p.factors for p in remembered if not p.is_granted)
    return replace(need, factors=1) if now and len(now | before) >= need.factors else need


def left_on_trusted_network(need: Need, *, counted: Iterable[Passed]) -> Need:
    """Return what is left of a `need` of everybody's on a network that the organisation trusts (E09).

    One own factor has to be proven there as anywhere. How safe it must be is not less: only the second step is spared.
    """
    has_own = any(p.factors and not p.is_granted for p in counted)
    return replace(need, factors=1) if has_own else need
