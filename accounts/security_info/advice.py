"""What a person should know about what they have to sign in with: is it enough, and what can they do about it?"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from accounts.security_info.held import Held, can_sign_in, can_spare_one
from accounts.signin import proven
from accounts.signin.reach import may_change


@dataclass(frozen=True)
class Advice:
    """`is_stuck`: they can neither add nor remove anything. `left`: what a sign-in can still begin with.

    `can_sign_in` by what they have, and `can_spare_one` of it.
    """

    is_stuck: bool
    can_sign_in: bool
    can_spare_one: bool
    left: tuple[str, ...]

    @property
    def is_single(self) -> bool:
        """Have they one thing alone to begin with?"""
        return len(self.left) == 1


def advice_for(request: HttpRequest, held: list[Held]) -> Advice:
    """The advice for who is signed in, who has `held`."""
    user = proven.signed_in_user(request)
    return Advice(
        is_stuck=not may_change(user, proofs=proven.proofs_of(request)),
        can_sign_in=can_sign_in(user, held),
        can_spare_one=can_spare_one(user, held),
        left=tuple(one.row.label for one in held if one.may_start),
    )
