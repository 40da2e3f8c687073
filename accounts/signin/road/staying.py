"""*Stay signed in?*, asked once of each person in each browser, where their organisation lets them (A19)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.sessions.policy import session_settings
from accounts.signin.owed import Obligation
from accounts.signin.unfinished import SignIn
from accounts.users.models import User

KEY = "stay"
# After whatever else is owed: it is about the session that comes of it all.
LAST = 1000


def may_stay(user: User, sign_in: SignIn) -> bool:
    """May this sign-in become a session in which its person stays?

    Not what was handed out by somebody, or ends by itself. Whoever proves themselves again keeps the session they have.
    """
    lasts = all(not proof.is_granted and not proof.until for proof in sign_in.passed)
    return lasts and not sign_in.is_again and session_settings(user.tenant).may_stay


def stays(user: User, sign_in: SignIn) -> bool:
    """Does its person stay, as they said in this browser, now or before?"""
    return sign_in.stays is True and may_stay(user, sign_in)


def _is_owed(user: User, sign_in: SignIn) -> bool:
    return sign_in.stays is None and may_stay(user, sign_in)


STAY = Obligation(
    key=KEY,
    page="signin:stay",
    rank=LAST,
    is_owed=_is_owed,
    asks=_("They are asked whether to stay signed in on this browser."),
)
