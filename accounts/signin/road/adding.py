"""Which ways to sign in are owed at the end of a sign-in, and who comes in by one step to add their first (D06)."""

from __future__ import annotations

from dataclasses import replace

from accounts.policy.facts import Rules
from accounts.policy.rules import Decision
from accounts.signin import offers, owed
from accounts.signin.owed import ToAdd
from accounts.signin.reach import strongest_of
from accounts.signin.road.having import Asking
from accounts.signin.unfinished import SignIn
from accounts.users.models import User


def to_add(user: User, sign_in: SignIn, rules: Rules) -> ToAdd | None:
    """What is owed now that all is proven, None for nothing.

    Whoever proves themselves again is asked for what they owed before and for no more: a session is not narrowed in the
    midst of it, and nobody is asked for two things in one sign-in.
    """
    asked = [one for one in owed.to_add_in_order() if not sign_in.is_again or one.key == sign_in.owes]
    return next((one for one in asked if one.is_owed(user, sign_in, rules)), None)


def verdict(sign_in: SignIn, user: User, rules: Rules, *, asking: type[Asking] = Asking) -> Decision:
    """What this sign-in needs next; whoever is let in by one step owes first what anybody would owe."""
    decision = offers.verdict(sign_in, user, rules, asking=asking)
    if decision.is_enough or decision.owe or decision.prove:
        return decision
    lets_in = to_begin_with(user, sign_in, rules, asking=asking) is not None
    owes = owed.owed_by(user, sign_in) if lets_in else ()
    return replace(decision, owe=owes[0]) if owes else decision


def to_begin_with(
    user: User, sign_in: SignIn, rules: Rules, *, asking: type[Asking] = Asking
) -> ToAdd | None:
    """What lets somebody in who can prove no more, to add what they lack; None that nothing does.

    Only by a proof as strong as the strongest thing they have (T20): whoever has nothing but a password yet, and not
    whoever has lost their phone (T22).
    """
    if sign_in.recovers or not sign_in.passed:
        return None
    if not offers.judge(strongest_of(user), user, sign_in.passed, asking=asking).is_enough:
        return None
    return next((one for one in owed.to_add_in_order() if one.lets_begin(user, sign_in, rules)), None)
