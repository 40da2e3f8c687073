"""Sessions that do not reach everything: how far they do (T20, T21).

They rest on what was lent for a while, as by a Temporary Access Pass, or owe ways to sign in still (decision 0072).
"""

from __future__ import annotations

from accounts.methods import registry
from accounts.policy.need import Need
from accounts.signin import offers
from accounts.signin.proven import SignedIn
from accounts.users.models import User


def is_lent(signed_in: SignedIn) -> bool:
    """Was its person let in for a while, or to add what they owe: does anything it rests on end by itself, or lack?"""
    return bool(signed_in.owes) or any(proof.until for proof in signed_in.proofs)


def still_stands(user: User, signed_in: SignedIn) -> bool:
    """Is what was lent still there, and its method still on for this person?"""
    return offers.judge(Need(), user, signed_in.proofs).is_enough


def only_adds(user: User, signed_in: SignedIn) -> bool:
    """May this session add ways to sign in and do nothing else? As decided when it began, or since, whichever is less.

    What was lent ends with the next sign-in by something of one's own, whose session rests on that alone; what is owed
    when it is there, and only then.
    """
    if signed_in.owes:
        return True
    by = [(registry.find(proof.key), proof) for proof in signed_in.proofs]
    return any(method is None or method.only_adds(user, proof) for method, proof in by)
