"""What a person should know about what they have to sign in with: is it enough, and what can they do about it?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.methods.contract import VerificationMethod
from accounts.policy.rules import strongest
from accounts.security_info.held import Held, can_sign_in, can_spare_one
from accounts.signin import proven
from accounts.signin.reach import may_change
from accounts.signin.road.looking_after import looks_after_own

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Advice:
    """`is_stuck`: they can neither add nor remove anything; where `is_done_for_them`, because others do it.

    `can_sign_in` by what they have, and `can_spare_one` of it. `left`: what a sign-in can still begin with.
    """

    is_stuck: bool
    is_done_for_them: bool
    can_sign_in: bool
    can_spare_one: bool
    left: tuple[str, ...]

    @property
    def is_single(self) -> bool:
        """Have they one thing alone to begin with?"""
        return len(self.left) == 1


@dataclass(frozen=True)
class Tip:
    """Something to add, and why: it is given no more once it was followed."""

    text: StrOrPromise
    method: VerificationMethod


def advice_for(request: HttpRequest, held: list[Held]) -> Advice:
    """The advice for who is signed in, who has `held`."""
    user, proofs = proven.signed_in_user(request), proven.proofs_of(request)
    is_done_for_them = not looks_after_own(user, proofs)
    return Advice(
        is_stuck=is_done_for_them or not may_change(user, proofs=proofs),
        is_done_for_them=is_done_for_them,
        can_sign_in=can_sign_in(user, held),
        can_spare_one=can_spare_one(user, held),
        left=tuple(one.row.label for one in held if one.may_start),
    )


def tips_for(held: Iterable[Held], addable: Iterable[VerificationMethod]) -> list[Tip]:
    """What to add to what is `held`, of what is `addable`: each method once, the first reason that speaks for it."""
    usable, methods = [one for one in held if one.is_usable], list(addable)
    tips: dict[str, Tip] = {}
    for tip in (
        *_against_false_sites(usable, methods),
        *_second_of_a_kind(usable, methods),
        *_urged(usable, methods),
    ):
        tips.setdefault(tip.method.key, tip)
    return list(tips.values())


def _against_false_sites(usable: list[Held], methods: list[VerificationMethod]) -> Iterator[Tip]:
    """Where nothing of theirs is phishing-resistant, the first that is."""
    if usable and not any(one.signs_in and one.method.proves.is_phishing_resistant for one in usable):
        resistant = (method for method in methods if method.proves.is_phishing_resistant)
        for method in list(resistant)[:1]:
            yield Tip(
                _("Each of your ways can be tricked out of you by a false site. This one cannot."), method
            )


def _second_of_a_kind(usable: list[Held], methods: list[VerificationMethod]) -> Iterator[Tip]:
    """Of what is kept in one place, a second, unless there is another of its kind that is not."""
    for method in methods:
        mine = [one for one in usable if one.method.key == method.key]
        if len(mine) == 1 and mine[0].row.while_alone:
            yield Tip(f"{mine[0].row.name}: {mine[0].row.while_alone}", method)


def _urged(usable: list[Held], methods: list[VerificationMethod]) -> Iterator[Tip]:
    """What its method urges whoever has none of it, where it proves more after something that they begin with."""
    has = {one.method.key for one in usable}
    starts = [one.method.proves for one in usable if one.may_start]
    for method in methods:
        adds = any(strongest([one, method.proves]).factors > strongest([one]).factors for one in starts)
        if method.urges and method.key not in has and adds:
            yield Tip(method.urges, method)
