"""What a token can be allowed, a table: each scope stands for acts, and `may` is asked for each of them as well."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from accounts.users.roles import Act

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Scope:
    """One row. `key` is what programs call it, `words` what it lets a script do."""

    key: str
    words: StrOrPromise
    acts: frozenset[Act]


SCOPES = (
    Scope("people:read", _("Read people, and what they sign in with"), frozenset({Act.SEE_PEOPLE})),
    Scope(
        "people:write",
        _("Add, invite, rename, change, disable, enable, remove and restore people"),
        frozenset(
            {
                Act.ADD_PERSON,
                Act.INVITE_PERSON,
                Act.CHANGE_PERSON,
                Act.RENAME_PERSON,
                Act.DISABLE_PERSON,
                Act.DELETE_PERSON,
            }
        ),
    ),
    Scope(
        "people:secure",
        _("End sessions, block, release and unlock people, and have them register anew"),
        frozenset({Act.END_SESSIONS, Act.RELEASE_PERSON, Act.UNLOCK_PERSON, Act.REQUIRE_REREGISTRATION}),
    ),
    Scope("ways:remove", _("Remove what people sign in with"), frozenset({Act.REMOVE_METHOD})),
    Scope("passes:make", _("Make Temporary Access Passes"), frozenset({Act.GRANT_PASS})),
    Scope("groups:read", _("Read groups, and who is in them"), frozenset({Act.SEE_GROUPS})),
    Scope(
        "groups:write",
        _("Add, rename and remove groups, and change who is in them"),
        frozenset({Act.CHANGE_GROUPS}),
    ),
    Scope("policy:read", _("Read the policy"), frozenset({Act.SEE_POLICY})),
    Scope("policy:write", _("Change the policy"), frozenset({Act.CHANGE_POLICY})),
    Scope("sign-ins:read", _("Read sign-ins"), frozenset({Act.SEE_SIGN_INS})),
    Scope("audit:read", _("Read the audit log"), frozenset({Act.SEE_LOG})),
)
BY_KEY = {scope.key: scope for scope in SCOPES}


def acts_of(keys: Iterable[str]) -> frozenset[Act]:
    """What these scopes stand for; one that this release does not know stands for nothing."""
    return frozenset[Act]().union(*(BY_KEY[key].acts for key in keys if key in BY_KEY))


def scopes_with(act: Act) -> list[str]:
    """The keys of the scopes that stand for this act."""
    return [scope.key for scope in SCOPES if act in scope.acts]
