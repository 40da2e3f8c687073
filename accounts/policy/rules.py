"""What follows from a policy. Pure: facts in, a decision with its reasons out; no database, no request, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from accounts.methods.proof import Passed, Proves
from accounts.policy.need import Need, Strength


@dataclass(frozen=True)
class MethodRule:
    """What an admin set for one method; groups are named by id, `settings` are the method's own."""

    is_on: bool = False
    for_everyone: bool = False
    include: frozenset[str] = frozenset()
    exclude: frozenset[str] = frozenset()
    settings: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Allowance:
    """Whether a user may use a method, and the stable reason when not."""

    is_allowed: bool
    reason: str = ""


OFF = Allowance(False, "off")


def allowance(*, rule: MethodRule | None, groups: frozenset[str]) -> Allowance:
    """May a member of `groups` use a method under `rule`? No rule refuses; an excluded group wins."""
    if rule is None or not rule.is_on:
        return OFF
    if groups & rule.exclude:
        return Allowance(False, "group_excluded")
    if rule.for_everyone or groups & rule.include:
        return Allowance(True)
    return Allowance(False, "not_in_group")


def is_allowed(key: str, allowances: Mapping[str, Allowance]) -> bool:
    """Say whether the method with this key may be used; one that nothing is set for may not."""
    return allowances.get(key, OFF).is_allowed


# What came of a method in a decision: it is asked for, was proven, or why it is not asked. Of one that is not allowed
# the reason of its Allowance says it.
OFFERED, PROVEN = "offered", "proven"
NOT_THERE, CANNOT_BEGIN, CANNOT_FOLLOW = "not_there", "cannot_begin", "cannot_follow"
LEFT_OUT, BRINGS_NOTHING = "left_out", "brings_nothing"
# What is lacking where a strength that is required is not met.
NOT_THE_STRENGTH = "not_the_strength"


@dataclass(frozen=True)
class MethodFacts:
    """One method as it stands for one user: may it be asked first, may it be asked after another?

    `why_not` is the stable reason of one that does not stand.
    """

    key: str
    proves: Proves
    is_allowed: bool
    is_registered: bool
    may_start: bool
    may_follow: bool = True
    why_not: str = ""

    @property
    def stands(self) -> bool:
        """Allowed, and there."""
        return self.is_allowed and self.is_registered


@dataclass(frozen=True)
class Decision:
    """One of three: prove one of these, owe this page first, or enough; with reasons.

    `prove` are keys of methods, the preferred first; `owe` the key of what must be done before anything else though
    nothing is left to prove; `counted` the keys of the proofs that count. `ways` is, where something is lacking, what
    came of each method that was looked at: `prove` are those that are OFFERED. Where more was wished for than somebody
    can ever prove, it says why.
    """

    prove: tuple[str, ...] = ()
    owe: str = ""
    is_enough: bool = False
    reasons: tuple[str, ...] = ()
    counted: frozenset[str] = frozenset()
    ways: tuple[tuple[str, str], ...] = ()


def decide(
    need: Need | None,
    *,
    methods: Sequence[MethodFacts],
    passed: Iterable[Passed],
    owed: Sequence[str] = (),
) -> Decision:
    """Say what comes next for somebody who must prove `need` and has proven `passed`.

    `need` None is that of a tenant without a policy: nothing is ever enough. A proof counts while its method is still
    allowed and registered (a policy may change on the way); the same factor twice is one factor. How fresh it is, the
    session says as a whole (accounts.signin.door). `owed` is what else must be done, in order.
    """
    if need is None:
        return Decision(reasons=("no_policy",))
    standing = {m.key for m in methods if m.stands}
    counted = [p for p in passed if _counts(p, need, standing)]
    done = frozenset(p.key for p in counted)
    lacks = _lacks(need, counted)
    if lacks:
        helping = _helping(methods, need, lacks, counted, standing=standing)
        ways = tuple(
            [(m.key, _outcome(m, helping, need, counted, standing=standing, done=done)) for m in methods]
        )
        prove = tuple([key for key, outcome in ways if outcome == OFFERED])
        reasons = lacks if prove else (*lacks, "no_other_method")
        return Decision(prove=prove, reasons=reasons, counted=done, ways=ways)
    return Decision(owe=owed[0] if owed else "", is_enough=not owed, counted=done)


def strongest(had: Iterable[Proves]) -> Need:
    """Return the most that somebody can prove who has methods that prove this: what guards every one of them (T20)."""
    proofs = list(had)
    return Need(
        factors=max(1, min(2, len(union(p.factors for p in proofs)))),
        is_phishing_resistant=any(p.is_phishing_resistant for p in proofs),
    )


def meets(strength: Strength, shown: Sequence[Passed]) -> bool:
    """Is what was shown as strong as this? Of what methods show at best, too (`at_best`)."""
    keys = {one.key for one in shown}
    if strength.any_of is not None and not any(ways <= keys for ways in strength.any_of):
        return False
    if strength.is_phishing_resistant and not any(one.is_phishing_resistant for one in shown):
        return False
    if strength.begun_by and not any(one.factors == strength.begun_by for one in shown):
        return False
    return len(union(one.factors for one in shown) - strength.without) >= strength.factors


def may_begin(strength: Strength, proves: Proves) -> bool:
    """May a sign-in that has to be as strong as this begin with a way that proves this (A14)?"""
    return not strength.begun_by or proves.is_granted or proves.factors == strength.begun_by


def at_best(key: str, proves: Proves) -> Passed:
    """What proving the way with this key would show at best."""
    return Passed(
        key=key,
        factors=proves.factors,
        amr=(),
        is_phishing_resistant=proves.is_phishing_resistant,
        is_granted=proves.is_granted,
    )


def is_enough_to_sign_in(need: Need, *, starts: Iterable[Proves], further: Iterable[Proves]) -> bool:
    """Would beginning with one of these, and going on with the others, be what is asked of everybody?

    Of one person's ways, or of what methods can be at best. The same is asked of many people at once, as a condition
    of the database, by `accounts.policy.ways_in.can_sign_in`: a question for each of them would be too many.
    """
    others = list(further)
    return any(strongest([first, *others]).factors >= need.factors for first in starts)


def _counts(proof: Passed, need: Need, standing: Set[str]) -> bool:
    """Does this proof count for this need at all?"""
    is_theirs = not (need.in_person and proof.is_granted)
    return is_theirs and proof.key in standing - need.without


def _lacks(need: Need, counted: Sequence[Passed]) -> tuple[str, ...]:
    """Stable reasons why this is not enough; empty when it is."""
    if not counted:
        return ("nothing_proven",)
    # Whoever may change this person's ways in has vouched for them: that stands for as much as they need (0010).
    is_vouched = any(p.is_granted for p in counted)
    lacks = []
    if len(union(p.factors for p in counted)) < need.factors and not is_vouched:
        lacks.append("one_factor_only")
    if need.is_phishing_resistant and not is_vouched and not any(p.is_phishing_resistant for p in counted):
        lacks.append("not_phishing_resistant")
    if need.method and need.method not in {p.key for p in counted}:
        lacks.append("by_another_method")
    if len({p.key for p in counted}) < need.methods:
        lacks.append("too_few_methods")
    if _unmet(need, counted):
        lacks.append(NOT_THE_STRENGTH)
    return tuple(lacks)


def _unmet(need: Need, counted: Sequence[Passed]) -> list[Strength]:
    """The strengths that are not met yet; whoever is vouched for meets them all, as everything else (0010)."""
    if any(p.is_granted for p in counted):
        return []
    return [one for one in need.strengths if not meets(one, counted)]


def _outcome(
    method: MethodFacts,
    helping: Set[str],
    need: Need,
    counted: Sequence[Passed],
    *,
    standing: Set[str],
    done: Set[str],
) -> str:
    """What comes of a method where something is lacking: the one place that decides it, and says why."""
    if method.key in done:
        return PROVEN
    if method.key not in standing:
        return method.why_not or NOT_THERE
    if method.key not in helping:
        return LEFT_OUT if method.key in need.without else BRINGS_NOTHING
    if counted:
        return OFFERED if method.may_follow else CANNOT_FOLLOW
    return OFFERED if method.may_start else CANNOT_BEGIN


def _helping(
    methods: Sequence[MethodFacts],
    need: Need,
    lacks: Sequence[str],
    counted: Sequence[Passed],
    *,
    standing: Set[str],
) -> frozenset[str]:
    """The keys of those that bring anything that is lacking; where a strength is, first of what makes it."""
    able = [m for m in methods if m.key in standing and m.key not in need.without]
    unmet = _unmet(need, counted)
    if not unmet:
        return frozenset([m.key for m in able if _helps(m, need, lacks, counted)])
    able = [m for m in able if not (need.in_person and m.proves.is_granted)]
    found = [m for m in able if any(_leads_to(one, m, methods, counted) for one in unmet)]
    if not counted and not any(m.may_start for m in found):
        # What makes it can only be asked after another: somebody begins with anything.
        found = able
    return frozenset(m.key for m in found)


def _leads_to(
    strength: Strength, method: MethodFacts, methods: Sequence[MethodFacts], counted: Sequence[Passed]
) -> bool:
    """Is there a way to this strength that begins with the method, and would be none without it?

    With one more after it at most. Before anything is proven what can only follow has not been looked at (A18): what is
    allowed counts.
    """
    if method.proves.is_granted:
        return True
    if not counted and not may_begin(strength, method.proves):
        return False
    mine = at_best(method.key, method.proves)
    after = [
        at_best(m.key, m.proves)
        for m in methods
        if m.key != method.key and m.may_follow and (m.stands if counted else m.is_allowed)
    ]
    return any(
        meets(strength, [*counted, mine, *others]) and not meets(strength, [*counted, *others])
        for size in (0, 1)
        for others in combinations(after, size)
    )


def _helps(method: MethodFacts, need: Need, lacks: Sequence[str], counted: Sequence[Passed]) -> bool:
    """Does proving it bring anything that is lacking?"""
    brings_factor = bool(method.proves.factors - union(p.factors for p in counted))
    return (
        bool({"nothing_proven", "too_few_methods"} & {*lacks})
        or (brings_factor and "one_factor_only" in lacks)
        or ("not_phishing_resistant" in lacks and method.proves.is_phishing_resistant)
        or ("by_another_method" in lacks and method.key == need.method)
    )


def union(factors: Iterable[frozenset[str]]) -> frozenset[str]:
    """All of these factors."""
    return frozenset[str]().union(*factors)
