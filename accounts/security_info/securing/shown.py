"""What stopping everything would do, as its person reads it first; and what was stopped, to be brought back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.mail.services import is_on
from accounts.methods.contract import Thing
from accounts.methods.proof import Passed
from accounts.security_info.held import Held, can_sign_in, held_by
from accounts.security_info.securing.in_hand import things_in_hand
from accounts.sessions.standing import sessions_of
from accounts.signin import offers
from accounts.signin.reach import Way, strongest_of, way_to
from accounts.users.models import User


@dataclass(frozen=True)
class Plan:
    """`kept` is in the person's hand, `stopping` is not. `sessions` are all of theirs.

    `can_sign_in`: with what is kept. `can_bring_back`: what they have shown is as strong as what guards their ways;
    `stronger`: what they could show first, if they have it, so that it is (T20).
    """

    kept: tuple[Held, ...]
    stopping: tuple[Held, ...]
    sessions: int
    can_sign_in: bool
    can_bring_back: bool
    mail_is_on: bool
    stronger: Way | None

    @property
    def things(self) -> frozenset[Thing]:
        """What is kept, as it is told apart."""
        return frozenset(one.id for one in self.kept)


def plan_for(user: User, proofs: Sequence[Passed]) -> Plan:
    """What would be stopped for whoever has just given these proofs."""
    held = [one for one in held_by(user) if not one.row.is_stopped]
    in_hand = things_in_hand(user, proofs)
    kept = [one for one in held if {one.id, one.row.part_of} & in_hand]
    guard = strongest_of(user)
    can_bring_back = offers.judge(guard, user, proofs).is_enough
    return Plan(
        kept=tuple(kept),
        stopping=tuple(one for one in held if one not in kept),
        sessions=len(sessions_of(user)),
        can_sign_in=can_sign_in(user, kept),
        can_bring_back=can_bring_back,
        mail_is_on=is_on(),
        stronger=None if can_bring_back else way_to(guard, user),
    )


def stopped_of(user: User) -> list[Held]:
    """Everything of theirs that was stopped."""
    return [one for one in held_by(user) if one.row.is_stopped]
