"""What is asked of somebody who has forgotten their password, and when a new one is owed (F06, T22)."""

from __future__ import annotations

from accounts.methods.contract import Recovery
from accounts.policy.facts import method_rules, need_of, settings_of
from accounts.policy.need import Need
from accounts.signin.owed import Obligation
from accounts.signin.reach import strongest_of
from accounts.signin.unfinished import SignIn
from accounts.users.models import User
from accounts.users.roles import rights_of
from accounts.ways.password.settings import KEY, PasswordSettings

OWED = "new_password"


def need_to_recover(user: User) -> Need:
    """Two other ways, of two kinds; one alone only where policy says so and a sign-in asks for no more than that.

    One, such as mail, would be worth more than it proves where a password is one step of two (SP 800-63B-4 4.2.2).
    Their factors are not counted: a code by mail is of none.
    """
    settings = settings_of(method_rules(user.tenant), KEY, PasswordSettings)
    if settings.recover_by == 1 and not _is_guarded_by_two(user):
        return Need(factors=0, methods=1)
    return Need(factors=0, methods=2)


def _is_guarded_by_two(user: User) -> bool:
    asked = need_of(user.tenant)
    return asked is None or asked.factors > 1 or bool(rights_of(user).acts) or strongest_of(user).factors > 1


def _is_owed(user: User, sign_in: SignIn) -> bool:
    """After a temporary password, and after no other way."""
    return user.password_is_temporary and any(proof.key == KEY for proof in sign_in.passed)


RECOVERY = Recovery(need=need_to_recover, owes=OWED)
OBLIGATION = Obligation(key=OWED, page="password:new", rank=10, is_owed=_is_owed)
