"""Strengths that are on only to be reported (E15): what they would have asked of a sign-in that is finished."""

from __future__ import annotations

from accounts.policy.need import Need
from accounts.policy.strengths.required import Asked, required_of
from accounts.policy.strengths.settings import State
from accounts.policy.strengths.words import ASKED, MET, REFUSED, RESULT
from accounts.signin import offers
from accounts.signin.unfinished import SignIn
from accounts.users.models import User


def reported_of(sign_in: SignIn, user: User) -> list[str]:
    """Return each as a code of the log, with what would have come of it. Asks nobody, and nothing where none is."""
    return [f"{one.code}{RESULT}{_outcome(one, sign_in, user)}" for one in _asked(sign_in, user)]


def _asked(sign_in: SignIn, user: User) -> tuple[Asked, ...]:
    return required_of(user, sign_in.wish.of, State.REPORTED)


def _outcome(asked: Asked, sign_in: SignIn, user: User) -> str:
    """As the sign-in itself would have been judged: the same rules, with this beside what was proven."""
    need = Need(in_person=sign_in.wish.need.in_person, strengths=(asked.strength,))
    decision = offers.judge(need, user, sign_in.passed)
    if decision.is_enough:
        return MET
    return ASKED if decision.prove else REFUSED
