"""What a pass proves, as the sign-in takes it."""

from __future__ import annotations

from accounts.methods.proof import HAVE, Passed
from accounts.ways.access_pass.models import AccessPass
from accounts.ways.access_pass.services import KEY

# Whoever made it vouched for the person, as with a one-time link: it stands for two, and never opens the portal.
FACTORS = frozenset({HAVE})


def proof_by(used: AccessPass, *, only_adds: bool) -> Passed:
    """The proof of a pass that was just used: its session ends when it does."""
    return Passed(
        key=KEY,
        factors=FACTORS,
        # RFC 8176: what works again and again is a password.
        amr=("otp",) if used.is_one_time else ("pwd",),
        is_granted=True,
        by=str(used.pk),
        until=int(used.ends_at.timestamp()),
        only_adds=only_adds,
    )
