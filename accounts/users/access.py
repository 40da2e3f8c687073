"""The gates to people: nobody reaches a user by an id from outside without naming who asks."""

from __future__ import annotations

import uuid
from hmac import compare_digest
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

from accounts.refusals import NoSignInUnderWay, NotYours, RightsChanged
from accounts.statements.composing import composed_once, first
from accounts.tenants.models import Tenant
from accounts.users.models import User
from accounts.users.roles import LOOKING, Act, Reach, has_role, reach, roles_with

Row = TypeVar("Row", bound=Model)


def find_for_sign_in(username: str, *, tenant: Tenant) -> User | None:
    """The user who may sign in to this tenant, just read, under this canonical username.

    None for unknown, disabled, blocked and another tenant's people alike: the part after @ picks the tenant (T09).
    """
    return met(first(_active(username, tenant.pk)), tenant=tenant)


def met(user: User | None, *, tenant: Tenant) -> User | None:
    """The user of this tenant, who was just read and `may_sign_in`; nobody where the tenant is out of use."""
    if user is None or not tenant.is_active:
        return None
    user.tenant = tenant
    return user


def may_sign_in(username: Any, *, at: str = "") -> Q:
    """Whoever has this username and may sign in, among the people at this path."""
    return Q(**{f"{at}username": username, f"{at}is_active": True, f"{at}blocked_at": None})


@composed_once
def _active(username: str, tenant: uuid.UUID, /) -> QuerySet[User]:
    return User.objects.filter(may_sign_in(username), tenant=tenant).order_by()


def users_in(tenant: Tenant) -> QuerySet[User]:
    return User.objects.filter(tenant=tenant)


def seen_by(asker: User, rows: QuerySet[Row], *, act: Act, tenant_path: str = "tenant") -> QuerySet[Row]:
    """Of these rows those that the asker may see: all that `roles.may` answers yes to, and no other (T09, T23).

    Only for acts of looking: what may be done to a person hangs on who that is, so `may` is asked about each.
    """
    how_far = reach(asker, act) if act in LOOKING else Reach.NOTHING
    if how_far is Reach.EVERYWHERE:
        return rows
    return rows.filter(**{tenant_path: asker.tenant_id}) if how_far is Reach.OWN else rows.none()


def users_seen_by(asker: User) -> QuerySet[User]:
    return seen_by(asker, User.objects.all(), act=Act.SEE_PEOPLE)


def with_right(act: Act) -> QuerySet[User]:
    """Whoever's role brings this, disabled ones too; how far and to whom, `may` answers."""
    return User.objects.filter(role__in=roles_with(act))


def with_right_in(tenant: Tenant, act: Act) -> QuerySet[User]:
    """The tenant's people whose role brings this, disabled ones too."""
    return with_right(act).filter(tenant=tenant)


def lock_user(user_id: uuid.UUID, *, actor: User | None = None) -> User:
    """The user's row, locked until the transaction ends: who decides and who revokes wait for each other here.

    `actor` is whoever asks, as they were when their request came in. Refused when they are the user, and others have
    changed the password or ended every session since (T08); or somebody else, whose role has changed since (T37).
    """
    user = first(_locked(user_id))
    if user is None:
        raise NotYours(f"no user {user_id}")
    if user == actor and not compare_digest(user.get_session_auth_hash(), actor.get_session_auth_hash()):
        raise NoSignInUnderWay(f"{user.username} has changed since the request came in")
    if actor is not None and user != actor:
        refuse_changed_rights(actor)
    return user


def lock_person(person: User, *, actor: User | None) -> User:
    """The row of somebody to whom others do something, locked as `lock_user` does; `person` is as `may` was asked of.

    Refused as well when they have another role by now: `may` could answer otherwise (T23). Without an actor nobody
    was asked about.
    """
    locked = lock_user(person.pk, actor=actor)
    if actor is not None and locked != actor and not has_role(locked, person.role):
        raise RightsChanged(f"{locked.username} has another role since the request came in")
    return locked


def refuse_changed_rights(actor: User) -> None:
    """Refuse what waited, for a row or its turn, while its asker lost what `may` had said yes by (T37).

    Asked of the database once the wait is over. Raises RightsChanged.
    """
    stands = User.objects.filter(pk=actor.pk).first()
    if stands is None or not has_role(stands, actor.role) or stands.may_sign_in != actor.may_sign_in:
        raise RightsChanged(
            f"{actor.username} has another role, or may not sign in, since the request came in"
        )


@composed_once
def _locked(user: uuid.UUID, /) -> QuerySet[User]:
    rows = User.objects.select_for_update(of=("self",), no_key=True).select_related("tenant__policy")
    return rows.filter(pk=user).order_by()


def nobody(username: str, *, tenant: Tenant) -> User:
    """A stand-in, in no table, for a name nobody may use: each look-up about it costs the same, and finds nothing."""
    return User(username=username, tenant=tenant)
