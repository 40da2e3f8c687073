"""What a person could prove: with what they have, with what they may add; and what guards what they have."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from accounts.audit.details import GUARD
from accounts.audit.models import AuditEvent
from accounts.methods import registry
from accounts.methods.contract import VerificationMethod
from accounts.methods.proof import Passed
from accounts.policy import facts as policy
from accounts.policy.need import Need
from accounts.policy.rules import MethodFacts, at_best, is_allowed, meets, strongest
from accounts.signin import offers
from accounts.users.models import User


def strongest_of(user: User) -> Need:
    """As much as the strongest thing this person has and may use can prove, whatever its kind (T20).

    A thief of one factor must neither remove the others nor add one of their own, and a phone that was called lost
    still guards the account. What their organisation has turned off for them guards nothing: it could never be proven.
    What only came along with another way asks for no more than that one can prove.
    """
    allowed = policy.allowances(user, policy.method_rules(user.tenant))
    mine = [m for m in registry.of_ones_own() if is_allowed(m.key, allowed)]
    return strongest(guard for method in mine if (guard := method.guard_of(user)) is not None)


def guarded_by(user: User) -> dict[str, Any]:
    """What guards the user's ways in now, as a detail of the event that is about to change that."""
    need = strongest_of(user)
    return {GUARD: [need.factors, need.is_phishing_resistant]}


def is_guarded_as_before(user: User, event: AuditEvent) -> bool:
    """Does no less guard the user's ways in now than when this happened? Where that was not kept it counts as less."""
    before = event.details.get(GUARD)
    if before is None:
        return False
    factors, is_phishing_resistant = before
    now = strongest_of(user)
    return now.factors >= int(factors) and now.is_phishing_resistant >= bool(is_phishing_resistant)


@dataclass(frozen=True)
class Way:
    """What a person begins with to prove something; `is_alone`: nothing else is needed after it."""

    method: VerificationMethod
    is_alone: bool


def way_to(need: Need, user: User, *, but: str = "") -> Way | None:
    """How this person proves `need`: by one method alone if there is such, else by two; None when nothing does.

    By none with the key `but`.
    """
    facts = [one for one in _facts_of(user) if one.key != but]
    starts = [one for one in facts if one.stands and one.may_start]
    further = [one for one in facts if one.may_follow and _is_held(one, user)]
    for others in ([], further):
        able = [one for one in starts if _meet([one, *others], need)]
        # Of several first one that what follows could not do without.
        found = next((one for one in able if not _meet([two for two in others if two != one], need)), None)
        found = found or next(iter(able), None)
        if found is not None:
            return Way(registry.get(found.key), is_alone=not others)
    return None


def may_change(user: User, *, proofs: Iterable[Passed], but: str = "") -> bool:
    """Can this person add and remove ways to sign in: do the `proofs` they have given, or can they give, what guards?

    Without whatever the method with the key `but` proves.
    """
    guard = strongest_of(user)
    given = [proof for proof in proofs if proof.key != but]
    return offers.judge(guard, user, given).is_enough or way_to(guard, user, but=but) is not None


def could_add(need: Need, user: User) -> list[VerificationMethod]:
    """What would, with what this person has, prove `need`, if they may add it."""
    facts = _facts_of(user)
    has = [one for one in facts if _is_held(one, user)]
    return [m for one in facts if (m := registry.get(one.key)).add and _meet([*has, one], need)]


def is_within_reach(need: Need, user: User) -> bool:
    """Could this person prove `need` at all, by everything they may use?"""
    return _meet(_facts_of(user), need)


def _facts_of(user: User) -> list[MethodFacts]:
    return [one for one in offers.facts_of(user, policy.method_rules(user.tenant)) if one.is_allowed]


def _is_held(facts: MethodFacts, user: User) -> bool:
    return facts.is_registered or registry.get(facts.key).is_registered_for(user)


def _meet(methods: Iterable[MethodFacts], need: Need) -> bool:
    able = [one for one in methods if not (need.in_person and one.proves.is_granted)]
    can = strongest(one.proves for one in able)
    shown = [at_best(one.key, one.proves) for one in able]
    is_vouched = any(one.is_granted for one in shown)
    return (
        can.factors >= need.factors
        and can.is_phishing_resistant >= need.is_phishing_resistant
        and need.method in {"", *(one.key for one in able)}
        and (is_vouched or all(meets(strength, shown) for strength in need.strengths))
    )
