"""The role a way to prove oneself fills."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from accounts.users.models import User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class VerificationMethod(Protocol):
    """A way to prove oneself. `key` is what policies, sessions and the audit log call it.

    `rank` orders what is offered (lowest first). `can_start` says it may be the first thing asked, so that the
    username page may lead to it; `can_follow` that it may be asked after another; `by_policy` that an admin's
    MethodPolicy row decides on it (otherwise it is always allowed, because holding it was itself granted by an
    admin). `url_name` is the page that asks for it. `is_strong`: it proves two factors, so a weaker session must
    not add, change or remove one.
    """

    key: str
    url_name: str
    rank: int
    by_policy: bool
    can_start: bool
    can_follow: bool
    is_strong: bool

    @property
    def label(self) -> StrOrPromise:
        """What people call it."""

    @property
    def help(self) -> StrOrPromise:
        """What choosing it means, in a few words."""

    def is_registered_for(self, user: User) -> bool:
        """Has this user set it up, so that it can be proven now, at least as a further step?"""

    def may_start_for(self, user: User) -> bool:
        """May this user begin with it?"""

    def stop_waiting(self, *, binding: str, is_replaced: bool) -> None:
        """The browser with this binding no longer waits for this method: it was cancelled, or begun anew."""

    def rows_for(self, user: User) -> list[MethodRow]:
        """What the security-info page lists of it, newest first."""

    def add_url_for(self, user: User) -> str:
        """Where the user may add one; "" when there is nothing to add."""


@dataclass(frozen=True)
class MethodRow:
    """One thing registered, as the security-info page lists it."""

    key: str
    label: str
    detail: str
    added_at: datetime | None
    last_used_at: datetime | None
    delete_url: str
