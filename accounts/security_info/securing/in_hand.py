"""What a person has in hand: by what they have just proven, in a session or on the way."""

from __future__ import annotations

from collections.abc import Iterable

from accounts.methods import registry
from accounts.methods.contract import Thing
from accounts.methods.proof import Passed
from accounts.users.models import User


def things_in_hand(user: User, proofs: Iterable[Passed]) -> frozenset[Thing]:
    """Each thing by which one of these was proven; what others handed out is in nobody's hand."""
    own = [(registry.find(proof.key), proof) for proof in proofs if not proof.is_granted]
    return frozenset[Thing]().union(
        *(method.things_in_hand(user, proof) for method, proof in own if method is not None)
    )
