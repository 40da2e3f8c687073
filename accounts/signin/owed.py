"""What somebody owes before they are signed in, though nothing is left to prove: a registry, like the methods'.

Registering a method, accepting terms, *stay signed in?*: each is a page that reports to `flow.settle` when it is done.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from accounts.signin.unfinished import SignIn
from accounts.users.models import User


@dataclass(frozen=True, kw_only=True)
class Obligation:
    """One thing that may be owed: `page` names its address, `rank` the order, `is_owed` asks of one sign-in."""

    key: str
    page: str
    rank: int
    is_owed: Callable[[User, SignIn], bool]


_obligations: dict[str, Obligation] = {}


def register(obligation: Obligation) -> None:
    """Make it known; called once for each when the program starts."""
    if obligation.key in _obligations:
        raise ValueError(f"obligation {obligation.key!r} is registered twice")
    _obligations[obligation.key] = obligation


def get(key: str) -> Obligation:
    """Return the obligation with this key. Raises KeyError when there is none."""
    return _obligations[key]


def owed_by(user: User, sign_in: SignIn) -> tuple[str, ...]:
    """Return the keys of what this person still owes in this sign-in, in order."""
    ranked = sorted(_obligations.values(), key=lambda one: one.rank)
    return tuple(one.key for one in ranked if one.key not in sign_in.settled and one.is_owed(user, sign_in))
