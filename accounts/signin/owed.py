"""What somebody owes before they are signed in, though nothing is left to prove: a registry, like the methods'.

Accepting terms, *stay signed in?*: each is a page that reports to `flow.settle` when it is done. Ways to sign in
that are owed are added in a session that does nothing else, where ways are added anyway (decision 0072): a `ToAdd`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from accounts.policy.facts import Rules
from accounts.signin.unfinished import SignIn
from accounts.users.models import User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, kw_only=True)
class Obligation:
    """One thing that may be owed: `page` names its address, `rank` the order, `is_owed` asks of one sign-in.

    `asks` says to an admin what it asks of its person.
    """

    key: str
    page: str
    rank: int
    is_owed: Callable[[User, SignIn], bool]
    asks: StrOrPromise = ""


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


@dataclass(frozen=True, kw_only=True)
class ToAdd:
    """Ways to sign in that may be owed: `page` opens in a session that adds ways and does nothing else.

    `is_owed` asks of a sign-in in which all is proven; `lets_begin` of one that can prove no more though that is not
    enough: may its person come in as far as that page, to add what they lack? `rules` are their tenant's.
    `asks` says to an admin what it asks of its person.
    """

    key: str
    page: str
    rank: int
    is_owed: Callable[[User, SignIn, Rules], bool]
    asks: StrOrPromise = ""
    lets_begin: Callable[[User, SignIn, Rules], bool] = lambda user, sign_in, rules: False  # noqa: ARG005  nobody


_to_add: dict[str, ToAdd] = {}


def register_to_add(one: ToAdd) -> None:
    """Make it known; called once for each when the program starts."""
    if one.key in _to_add:
        raise ValueError(f"ways to add {one.key!r} are registered twice")
    _to_add[one.key] = one


def find_to_add(key: str) -> ToAdd | None:
    """Return the one with this key, None when this release has none: a session may name an older one."""
    return _to_add.get(key)


def to_add_in_order() -> list[ToAdd]:
    """Return them all, the one that is asked first at the front: of several no more than one is owed in a sign-in."""
    return sorted(_to_add.values(), key=lambda one: one.rank)
