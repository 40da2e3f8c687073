"""What is left to somebody who gives up one of their ways for good: whether it always leaves a way back (D08)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from accounts.methods import registry
from accounts.methods.contract import MethodRow, VerificationMethod
from accounts.policy.facts import allowances, method_rules, need_of
from accounts.policy.need import Need
from accounts.policy.rules import is_allowed, is_enough_to_sign_in
from accounts.users.models import User


@dataclass(frozen=True)
class Kept:
    """One thing of a person's that they may use now."""

    method: VerificationMethod
    row: MethodRow

    @property
    def may_start(self) -> bool:
        """Can a sign-in begin with it?"""
        return self.method.can_start and self.row.may_start


@dataclass(frozen=True)
class Without:
    """What a person signs in with once a way is gone: `starts` are what it may begin with, by their names.

    `spares_one`: whichever one thing they then lose, what is left is enough for what their organisation asks.
    `in_new_browser`: so is what a browser can use that is new to them.
    """

    starts: tuple[str, ...]
    spares_one: bool
    in_new_browser: bool

    @property
    def is_enough(self) -> bool:
        """Does it always leave a way back?"""
        return self.spares_one and self.in_new_browser


def without(key: str, user: User) -> Without:
    """What this person has besides the method with this key. Nothing that was handed out to them counts."""
    allowed = allowances(user, method_rules(user.tenant))
    kept = [
        Kept(method, row)
        for method in registry.of_ones_own()
        if method.key != key and is_allowed(method.key, allowed)
        for row in method.rows_for(user)
        if row.is_usable
    ]
    need = need_of(user)
    return Without(
        starts=tuple(one.row.label for one in kept if one.may_start),
        spares_one=need is not None and _can_spare_one(need, kept),
        in_new_browser=need is not None and _meet(need, [one for one in kept if one.row.is_portable]),
    )


def _can_spare_one(need: Need, kept: Sequence[Kept]) -> bool:
    """A thing that is lost takes along whatever is on it: a phone its passkey."""
    things = {_thing(one) for one in kept}
    return bool(things) and all(_meet(need, [one for one in kept if _thing(one) != lost]) for lost in things)


def _thing(one: Kept) -> tuple[str, str]:
    own = (one.method.key, one.row.id)
    return one.row.part_of if any(one.row.part_of) else own


def _meet(need: Need, kept: Iterable[Kept]) -> bool:
    there = list(kept)
    return is_enough_to_sign_in(
        need,
        starts=[one.method.proves for one in there if one.may_start],
        further=[one.method.proves for one in there if one.method.can_follow],
    )
