"""What a person has to sign in with, each thing as it stands for them now, and what that amounts to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from accounts.methods import registry
from accounts.methods.contract import MethodRow, VerificationMethod
from accounts.policy.facts import allowances, method_rules, need_of
from accounts.policy.rules import is_allowed, is_enough_to_sign_in
from accounts.users.models import User


@dataclass(frozen=True)
class Held:
    """One thing of a person's; `is_allowed`: their organisation lets them use its method."""

    method: VerificationMethod
    row: MethodRow
    is_allowed: bool

    @property
    def id(self) -> tuple[str, str]:
        """What tells it from everything else of theirs."""
        return self.method.key, self.row.id

    @property
    def lost_with(self) -> tuple[str, str]:
        """What it is lost with: what it is on, as a phone, or itself."""
        return self.row.part_of if any(self.row.part_of) else self.id

    @property
    def remove_url(self) -> str:
        """Where it is removed; "" where it cannot be."""
        return reverse("security_info:remove", args=self.id) if self.method.remove else ""

    @property
    def bring_back_url(self) -> str:
        """Where it is brought back; "" where it is not stopped."""
        return reverse("security_info:bring_back", args=self.id) if self.row.is_stopped else ""

    @property
    def is_usable(self) -> bool:
        """Can it be asked for now, at least as a further step?"""
        return self.is_allowed and self.row.is_usable

    @property
    def signs_in(self) -> bool:
        """Can it be asked for now by a sign-in, to begin with or after another?"""
        return self.is_usable and (self.method.can_start or self.method.can_follow)

    @property
    def may_be_default(self) -> bool:
        """May it be what is offered first? Not what is for when the others are not at hand."""
        return self.signs_in and not self.method.is_spare

    @property
    def may_start(self) -> bool:
        """Can a sign-in begin with it now?"""
        return self.is_usable and self.method.can_start and self.row.may_start


def held_by(user: User) -> list[Held]:
    """Everything of their own, the preferred first."""
    return _held(user, (method for method in registry.in_order() if not method.proves.is_granted))


def handed_to(user: User) -> list[Held]:
    """What others have handed out to them for a while: nothing to rely on, or to choose as a default."""
    return _held(user, (method for method in registry.in_order() if method.proves.is_granted))


def _held(user: User, methods: Iterable[VerificationMethod]) -> list[Held]:
    allowed = allowances(user, method_rules(user.tenant))
    return [
        Held(method, row, is_allowed=method.policy is None or is_allowed(method.key, allowed))
        for method in methods
        for row in method.rows_for(user)
    ]


def offered_first(user: User, held: Iterable[Held]) -> str:
    """The method that a sign-in begins with: what the person chose if one can, else the best; "" when none can."""
    starts = [one.method.key for one in held if one.may_start]
    return user.default_method if user.default_method in starts else next(iter(starts), "")


def asked_second(user: User, held: Iterable[Held]) -> str:
    """The method that is asked first after another: what the person chose, if it can only follow; else ""."""
    chosen = [one for one in held if one.method.key == user.default_method and one.is_usable]
    can_follow = chosen and not any(one.may_start for one in chosen)
    return user.default_method if can_follow else ""


def can_sign_in(user: User, held: Iterable[Held]) -> bool:
    """Is this enough to sign in, by what the organisation asks of everybody?"""
    need = need_of(user)
    usable = [one for one in held if one.is_usable]
    return need is not None and is_enough_to_sign_in(
        need,
        starts=[one.method.proves for one in usable if one.may_start],
        further=[one.method.proves for one in usable if one.method.can_follow],
    )


def can_spare_one(user: User, held: list[Held]) -> bool:
    """Could the person sign in without any one of these, and all that is on it: forgotten, broken or lost?"""
    return all(
        can_sign_in(user, [one for one in held if one.lost_with != thing])
        for thing in {one.lost_with for one in held}
    )
