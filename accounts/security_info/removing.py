"""Removing one thing that a person signs in with: what will happen, whether it may, and doing it (D01)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from accounts.methods.contract import VerificationMethod
from accounts.refusals import NotYours
from accounts.security_info.held import Held, can_sign_in, can_spare_one, held_by, offered_first
from accounts.users.access import lock_user
from accounts.users.models import User
from accounts.users.services import forget_default


@dataclass(frozen=True)
class Removal:
    """What removing one thing leads to.

    `along` goes with it, `left` stays. `is_last_way`: without it they could not sign in, so it may not be removed.
    `default` is what is offered first from then on, None where that stays what it is. `can_spare_one` of what is left.
    """

    one: Held
    along: tuple[Held, ...]
    left: tuple[Held, ...]
    is_last_way: bool
    default: VerificationMethod | None
    can_spare_one: bool

    @property
    def starts(self) -> list[Held]:
        """What a sign-in can begin with then."""
        return [one for one in self.left if one.may_start]

    @property
    def follows(self) -> list[Held]:
        """What can then only be asked after another."""
        return [one for one in self.left if one.is_usable and one.method.can_follow and not one.may_start]


def removal_of(user: User, key: str, row_id: str) -> Removal:
    """Return what removing this would lead to. Raises NotYours where the person has no such thing to remove."""
    held = held_by(user)
    one = next((one for one in held if one.id == (key, row_id) and one.method.remove), None)
    if one is None:
        raise NotYours(f"{user.username} has no {key} {row_id} to remove")
    along = tuple(other for other in held if other.row.part_of == one.id)
    left = [other for other in held if other is not one and other not in along]
    first = offered_first(user, left)
    return Removal(
        one=one,
        along=along,
        left=tuple(left),
        is_last_way=_is_last_way(user, held, left),
        default=next((other.method for other in left if other.method.key == first), None)
        if first != offered_first(user, held)
        else None,
        can_spare_one=can_spare_one(user, left),
    )


def _is_last_way(user: User, held: list[Held], left: list[Held]) -> bool:
    """Can they sign in now, and not without it? What is for when the others are away is nothing to live on."""
    return any(
        can_sign_in(user, before) and not can_sign_in(user, after)
        for before, after in ((held, left), (_to_live_on(held), _to_live_on(left)))
    )


def _to_live_on(held: list[Held]) -> list[Held]:
    return [one for one in held if not one.method.is_spare]


@transaction.atomic
def remove(user: User, key: str, row_id: str) -> Removal:
    """Remove it, unless it is their last way in, and return what that led to. The default moves on.

    Looked at under the lock of the person's row: of two that are removed at once, one stays.
    """
    locked = lock_user(user.pk, actor=user)
    removal = removal_of(locked, key, row_id)
    end = removal.one.method.remove
    if removal.is_last_way or end is None:
        return removal
    end(locked, row_id, user)
    if all(other.method.key != key for other in removal.left):
        forget_default(user, method=key)
    return removal
