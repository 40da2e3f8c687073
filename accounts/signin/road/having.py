"""What a person has of each method, as far as it can matter now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from accounts.methods import registry
from accounts.methods.contract import VerificationMethod
from accounts.methods.holding import Held, held_of
from accounts.methods.proof import Passed
from accounts.policy import facts as policy
from accounts.policy.rules import (
    CANNOT_BEGIN,
    CANNOT_FOLLOW,
    NOT_THERE,
    OFF,
    Allowance,
    MethodFacts,
    MethodRule,
)
from accounts.users.models import User

ALWAYS = Allowance(is_allowed=True)


def is_offered(rule: MethodRule | None) -> bool:
    """Does the tenant offer it to anybody?"""
    return rule is not None and rule.is_on and (rule.for_everyone or bool(rule.include))


class Asking:
    """Asks methods about one person; only what can matter: at first whether one may begin, later whether one has it."""

    def __init__(
        self, user: User, rules: policy.Rules, passed: Sequence[Passed], *, is_recovery: bool = False
    ) -> None:
        self.user = user
        self.rules = rules
        self.is_recovery = is_recovery
        self.proofs = {proof.key: proof for proof in passed}
        self.allowed = policy.allowances(user, rules)

    def facts_of(self, method: VerificationMethod) -> MethodFacts:
        allowance = ALWAYS if method.policy is None else self.allowed.get(method.key, OFF)
        may_be_used = allowance.is_allowed
        proof = self.proofs.get(method.key)
        if proof is not None:
            may_start, is_registered = False, may_be_used and self._stands(method, proof)
        elif self.is_recovery:
            is_fit = method.can_recover if self.proofs else method.begins_recovery
            is_asked = is_fit and is_offered(self.rules.get(method.key))
            is_registered = may_start = is_asked and self._has(method) and may_be_used
        else:
            # Where the tenant offers it, asked of everybody, allowed or not: time tells nothing of the account (A18).
            is_asked = method.can_start and is_offered(self.rules.get(method.key))
            may_start = is_asked and self._may_start(method) and may_be_used
            may_follow = may_be_used and method.can_follow and bool(self.proofs)
            is_registered = may_start or (may_follow and self._has(method))
        return MethodFacts(
            key=method.key,
            proves=method.proves,
            is_allowed=may_be_used,
            is_registered=is_registered,
            may_start=may_start,
            may_follow=method.can_recover if self.is_recovery else method.can_follow,
            why_not="" if is_registered else allowance.reason or self._why_not_there(method),
        )

    def _why_not_there(self, method: VerificationMethod) -> str:
        """Whether they have one that is not asked now was not looked at."""
        if self.is_recovery or method.key in self.proofs:
            return NOT_THERE
        if self.proofs:
            return NOT_THERE if method.can_follow else CANNOT_FOLLOW
        return NOT_THERE if method.can_start else CANNOT_BEGIN

    @cached_property
    def held(self) -> Mapping[str, Held]:
        """What they have of the methods that are asked about together, once something is proven.

        Before that no more is asked than what may begin, of everybody alike (A18).
        """
        if not self.proofs:
            return {}
        return held_of(self.user.pk, [one for one in registry.in_order() if one.held_says_all(self.rules)])

    def _stands(self, method: VerificationMethod, proof: Passed) -> bool:
        return method.still_stands(self.user, proof)

    def _may_start(self, method: VerificationMethod) -> bool:
        held = self.held.get(method.key)
        return method.may_start_for(self.user) if held is None else held.to_start

    def _has(self, method: VerificationMethod) -> bool:
        held = self.held.get(method.key)
        return method.is_registered_for(self.user) if held is None else held.at_all
