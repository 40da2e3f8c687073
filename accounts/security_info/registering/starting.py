"""Ways that may be owed take their places in the policy and at the end of a sign-in."""

from __future__ import annotations

from accounts.policy import parts
from accounts.security_info.registering import campaign, requirement
from accounts.signin import owed


def register_what_may_be_owed() -> None:
    """Make both known; called once when the program starts."""
    for one in (requirement, campaign):
        parts.register(one.PART)
        owed.register_to_add(one.TO_ADD)
