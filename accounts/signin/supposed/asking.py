"""What a person has, where what they have proven is only supposed."""

from __future__ import annotations

from accounts.methods.contract import VerificationMethod
from accounts.methods.proof import Passed
from accounts.policy.rules import at_best
from accounts.signin.road.having import Asking


class Supposing(Asking):
    """Asks as ever, but a proof that nothing gave stands while its person has such a thing, or it is handed out."""

    def _stands(self, method: VerificationMethod, proof: Passed) -> bool:
        return proof.is_granted or self._has(method) or self._may_start(method)


def proof_of(method: VerificationMethod) -> Passed:
    """What proving this would give at best."""
    return at_best(method.key, method.proves)
