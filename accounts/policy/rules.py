"""What follows from a policy. Pure: facts in, a decision with its reasons out; no database, no request, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class MethodRule:
    """What an admin set for one method; groups are named by id."""

    is_on: bool
    for_everyone: bool
    include: frozenset[str] = frozenset()
    exclude: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Allowance:
    """Whether a user may use a method, and the stable reason when not."""

    is_allowed: bool
    reason: str = ""


def allowance(*, rule: MethodRule | None, groups: frozenset[str]) -> Allowance:
    """May a member of `groups` use a method under `rule`? No rule refuses; an excluded group wins."""
    if rule is None or not rule.is_on:
        return Allowance(False, "off")
    if groups & rule.exclude:
        return Allowance(False, "group_excluded")
    if rule.for_everyone or groups & rule.include:
        return Allowance(True)
    return Allowance(False, "not_in_group")


@dataclass(frozen=True)
class MethodFacts:
    """One method as it stands for one user: may it be asked first, may it be asked after another?"""

    key: str
    is_allowed: bool
    is_registered: bool
    may_start: bool
    may_follow: bool = True


@dataclass(frozen=True)
class Passed:
    """A method proven in this sign-in, with the factors it really proved and the amr values that says (RFC 8176).

    Factors are kinds of proof: "know", "have", "unlock".
    """

    key: str
    factors: frozenset[str]
    amr: tuple[str, ...]


@dataclass(frozen=True)
class Decision:
    """What may be asked next, whether it is enough, and why not; `counted` are the keys of the proofs that count."""

    offered: tuple[str, ...]
    is_enough: bool
    reasons: tuple[str, ...] = ()
    counted: frozenset[str] = frozenset()


def decide(*, two_step: bool | None, methods: Sequence[MethodFacts], passed: Iterable[Passed]) -> Decision:
    """What a sign-in needs next.

    `two_step` is the tenant's rule, None when the tenant has no policy: then nothing is ever enough.
    A passed method counts only while it is still allowed and registered (a policy may change on the way),
    and the same factor twice is one factor.
    """
    if two_step is None:
        return Decision(offered=(), is_enough=False, reasons=("no_policy",))
    standing = {m.key for m in methods if m.is_allowed and m.is_registered}
    counted = [p for p in passed if p.key in standing]
    factors = frozenset[str]().union(*(p.factors for p in counted))
    done = frozenset(p.key for p in counted)
    if factors and len(factors) >= (2 if two_step else 1):
        return Decision(offered=(), is_enough=True, counted=done)
    offered = tuple(
        m.key for m in methods if m.key in standing - done and (m.may_follow if counted else m.may_start)
    )
    return Decision(offered=offered, is_enough=False, reasons=_why_not_enough(factors, offered), counted=done)


def _why_not_enough(factors: frozenset[str], offered: tuple[str, ...]) -> tuple[str, ...]:
    reasons = ("nothing_proven",) if not factors else ("one_factor_only",)
    return reasons if offered else (*reasons, "no_other_method")


def number_match(
    *,
    number_known: str,
    number_new: str,
    digits: int,
    known_browser: bool,
    must_type: bool,
    may_approve: bool,
) -> str:
    """How the number is given on the phone: "type", "choose" or "approve" (E07).

    Six digits are always typed, and so is the closing test of an enrolment (`must_type`). Without a number only
    a personal account (`may_approve`) approves, on a known browser, however the policy came to say otherwise.
    """
    if must_type or digits == 6:
        return "type"
    wanted = number_known if known_browser else number_new
    if wanted == "approve":
        return "type" if not known_browser else "approve" if may_approve else "choose"
    return "choose" if wanted == "choose" else "type"
