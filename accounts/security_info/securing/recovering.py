"""Signed out: what is asked of whoever only wants to stop everything, and never to be signed in (D10, T22).

Any one way that a stranger may be asked for, one that only recovers too: what it is worth does not matter, for nothing
becomes easier by it. What they have shown is kept, all else is stopped.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.alerts import kinds
from accounts.methods import registry
from accounts.methods.contract import Recovery
from accounts.policy.need import Need
from accounts.security_info.securing.events import ALERT
from accounts.signin import owed
from accounts.signin.owed import Obligation

KEY = "something_is_wrong"
OWED = "stop_everything"

RECOVERY = Recovery(
    need=lambda user: Need(factors=0),  # noqa: ARG005  the contract's signature
    owes=OWED,
    asks=_("Show that it is you, to stop whatever else can get into your account."),
)
STOP = Obligation(
    key=OWED,
    page="security_info:stop",
    rank=20,
    is_owed=lambda user, sign_in: False,  # noqa: ARG005  only by what recovers
)


def register() -> None:
    """Make known what is asked, what is owed then, and the alert; called once when the program starts."""
    registry.register_recovery(KEY, RECOVERY)
    owed.register(STOP)
    kinds.register(ALERT)
