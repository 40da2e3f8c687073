"""What cannot be saved: a strength that some of those it is required of could never show, whoever they are (E10)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from accounts.methods import registry
from accounts.methods.contract import VerificationMethod
from accounts.policy.need import Strength
from accounts.policy.rules import MethodRule, at_best, meets
from accounts.policy.strengths.settings import OfGroups, State, strengths_in

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from accounts.policy.changing import Policy


def out_of_reach(policy: Policy) -> Mapping[str, StrOrPromise]:
    """By the name of the field: what not every member of the groups, or nobody at all, could show."""
    settings = strengths_in(policy.parts)
    found: dict[str, StrOrPromise] = {}
    for name, one in settings.named_rules():
        if one.state != State.ON:
            continue
        strength = settings.strength(one.strength)
        if isinstance(one, OfGroups):
            ways = [m for m in registry.of_ones_own() if _is_for_all_of(one, policy.rule_of(m.key))]
            words = _(
                "Some of them could never prove this: turn on for all of them, with no group left out, ways that do."
            )
        else:
            ways = [m for m in registry.of_ones_own() if policy.rule_of(m.key).is_on]
            words = _("Nobody could ever prove this: none of the ways that are on would do.")
        if not can_be_shown(strength, ways):
            found[name] = words
    return found


def _is_for_all_of(rule: OfGroups, method: MethodRule) -> bool:
    """May every member of the groups of this rule use a method for which this is set?"""
    if not method.is_on or method.exclude:
        return False
    return method.for_everyone or (bool(rule.include) and rule.rule.include <= method.include)


def can_be_shown(strength: Strength, ways: Iterable[VerificationMethod]) -> bool:
    """Could whoever has all of these ways begin with one of them, and with one more at most meet it?"""
    mine = list(ways)
    return any(
        meets(strength, [at_best(one.key, one.proves) for one in together])
        for size in (1, 2)
        for together in combinations(mine, size)
        if _follow(together)
    )


def _follow(together: tuple[VerificationMethod, ...]) -> bool:
    """Can a sign-in begin with one of these and go on with the others?"""
    return any(
        one.can_start and all(other.can_follow for other in together if other is not one) for one in together
    )
