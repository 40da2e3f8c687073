"""Sessions that rest on what was lent for a while, as by a Temporary Access Pass: how far they reach (T20, T21)."""

from __future__ import annotations

from accounts.methods import registry
from accounts.policy.need import Need
from accounts.signin import offers
from accounts.signin.proven import SignedIn
from accounts.users.models import User


def is_lent(signed_in: SignedIn) -> bool:
    """Does anything that this session rests on end by itself?"""
    return any(proof.until for proof in signed_in.proofs)


def still_stands(user: User, signed_in: SignedIn) -> bool:
    """Is what was lent still there, and its method still on for this person?"""
    return offers.judge(Need(), user, signed_in.proofs).is_enough


def only_adds(user: User, signed_in: SignedIn) -> bool:
    """May this session add ways to sign in and do nothing else? As decided when it began, or since, whichever is less.

    It ends with the next sign-in by something of one's own, whose session rests on that alone.
    """
    by = [(registry.find(proof.key), proof) for proof in signed_in.proofs]
    return any(method is None or method.only_adds(user, proof) for method, proof in by)
