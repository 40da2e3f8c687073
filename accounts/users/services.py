"""What changes a user."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from accounts import clock
from accounts.audit.log import record
from accounts.statements.composing import Move, changed_once
from accounts.tenants.models import Tenant
from accounts.tenants.resolve import canonical_username
from accounts.users import events
from accounts.users.access import lock_person, lock_user
from accounts.users.endings import end_what_is_on_its_way, sessions_end
from accounts.users.mail_address import canonical_mail_address
from accounts.users.models import Group, KnownBrowser, User
from accounts.users.new_names import refuse_deceptive
from accounts.users.roles import looks_after_others

# So long a password that somebody else made is taken.
TEMPORARY_FOR = timedelta(days=7)


@transaction.atomic
def create_person(
    username: str,
    *,
    tenant: Tenant,
    actor: User | None,
    display_name: str = "",
    role: str = User.Role.MEMBER,
    password: str | None = None,
    groups: Iterable[Group] = (),
    mail_address: str = "",
) -> User:
    """A new person of this tenant; without a password they have no way in until one is given to them.

    One that an actor made is temporary: whoever uses it replaces it. Without a mail address it is the username, where
    that is one.

    Raises UnusableUsername, UnusableMailAddress, or MixedAlphabets and LooksTaken for a name that could be taken for
    somebody else's.
    """
    refuse_deceptive(canonical_username(username), tenant=tenant)
    person = User.objects.create_user(
        username, tenant=tenant, display_name=display_name, role=role, password=password
    )
    if password is not None and actor is not None:
        person.password_is_temporary, person.temporary_until = True, clock.now() + TEMPORARY_FOR
        person.save(update_fields=["password_is_temporary", "temporary_until"])
    if mail_address:
        person.mail_address = canonical_mail_address(mail_address)
        person.save(update_fields=["mail_address"])
    chosen = list(groups)
    person.member_groups.set(chosen)
    named = {"groups": sorted(group.name for group in chosen)} if chosen else {}
    record(events.ADDED, tenant=tenant, subject=person, actor=actor, **named)
    return person


@transaction.atomic
def end_sessions(user: User, *, actor: User | None, why: str) -> None:
    """Ends every session of the user, everywhere, from the next request on.

    An `actor` who is the user is moved on with it, so that the session that asked may go on (`proven.stay_signed_in`).
    """
    locked = lock_person(user, actor=actor)
    close_sessions(locked)
    if actor is not None and actor == locked:
        actor.session_epoch += 1
    record(events.SESSIONS_ENDED, tenant=locked.tenant, subject=locked, actor=actor, why=why)


def close_sessions(locked: User) -> None:
    """Ends every session of the user, whose row is held, from the next request on; whoever calls it records why."""
    User.objects.filter(pk=locked.pk).update(session_epoch=F("session_epoch") + 1)
    sessions_end(locked.pk)


@transaction.atomic
def appoint(person: User, role: str, *, actor: User, **said: Any) -> None:
    """The person has this role from the next request on, in the place of what they had."""
    locked = lock_user(person.pk, actor=actor)
    give_role(locked, role)
    changed = {"role": [locked.role, role]}
    record(events.CHANGED, tenant=locked.tenant, subject=locked, actor=actor, changed=changed, **said)


def give_role(locked: User, role: str) -> None:
    """Give this role to somebody whose row is held; whoever calls it records it.

    Whoever handed them a way in while they had another role could come in as them now: with a role every session ends,
    and every link, pass and temporary password of theirs, and every phone that is being added (T23).
    """
    User.objects.filter(pk=locked.pk).update(role=role)
    if not looks_after_others(role):
        return
    if locked.password_is_temporary:
        nobodys = {
            "password": make_password(None),
            "password_is_temporary": False,
            "temporary_until": None,
        }
        User.objects.filter(pk=locked.pk).update(**nobodys)
    end_what_is_on_its_way(locked)
    close_sessions(locked)


@transaction.atomic
def disable(user: User, *, actor: User | None) -> None:
    """The user can no longer sign in, and every session of theirs ends. Who had closed their account reopens none."""
    locked = lock_person(user, actor=actor)
    stopped = {"is_active": False, "goes_at": None, "session_epoch": F("session_epoch") + 1}
    User.objects.filter(pk=locked.pk).update(**stopped)
    sessions_end(locked.pk)
    record(events.DISABLED, tenant=locked.tenant, subject=locked, actor=actor)


@transaction.atomic
def enable(user: User, *, actor: User | None) -> None:
    """The user may sign in again; what ended stays ended. An account that was closed is taken back by it."""
    locked = lock_person(user, actor=actor)
    User.objects.filter(pk=locked.pk).update(is_active=True, goes_at=None)
    record(events.ENABLED, tenant=locked.tenant, subject=locked, actor=actor)


@transaction.atomic
def block(user: User, *, actor: User | None = None) -> None:
    """Nobody can sign in as the user until somebody releases them, and every session of theirs ends.

    By an `actor`, or by the user's own report. What is on its way to them ends, and every API key of theirs: whoever
    made one may have been who is kept out (0104).
    """
    locked = lock_person(user, actor=actor)
    blocked = User.objects.filter(pk=locked.pk, blocked_at=None)
    if not blocked.update(blocked_at=Now(), session_epoch=F("session_epoch") + 1):
        return
    end_what_is_on_its_way(locked)
    sessions_end(locked.pk)
    record(events.BLOCKED, tenant=locked.tenant, subject=locked, actor=actor)


@transaction.atomic
def release(user: User, *, actor: User | None) -> bool:
    """The user may sign in again, if a report had blocked that; tells whether it had. What ended stays ended."""
    locked = lock_person(user, actor=actor)
    if not User.objects.filter(pk=locked.pk, blocked_at__isnull=False).update(blocked_at=None):
        return False
    record(events.RELEASED, tenant=locked.tenant, subject=locked, actor=actor)
    return True


@transaction.atomic
def change_mail_address(user: User, written: str, *, actor: User | None) -> None:
    """Letters to the user go there from now on, to none when nothing is written; the former address is told of it.

    Raises UnusableMailAddress. The new address is told nothing: nobody has shown yet whose it is.
    """
    locked = lock_person(user, actor=actor)
    address = canonical_mail_address(written) if written else ""
    if address == locked.mail_address:
        return
    record(
        events.MAIL_ADDRESS_CHANGED, tenant=locked.tenant, subject=locked, actor=actor, mail_address=address
    )
    User.objects.filter(pk=locked.pk).update(mail_address=address)


@transaction.atomic
def prefer_method(user: User, *, method: str, can_start: bool) -> None:
    """Offer this method first from now on: after a password, and where it `can_start` in every browser they have used.

    There it stays so until they use another, as a second step too (A01, A12). A browser that is new to them shows what
    their organisation prefers: before anything is proven it must not tell what an account has (A18).
    """
    User.objects.filter(pk=user.pk).update(default_method=method)
    begins = {"last_method": method} if can_start else {}
    KnownBrowser.objects.filter(user=user).update(last_second="", **begins)


def offer_instead(user: User, *, of: str, method: str) -> None:
    """Browsers that offer the method `of` first, which no longer can begin a sign-in, offer `method` from now on."""
    KnownBrowser.objects.filter(user=user, last_method=of).update(last_method=method)


def forget_default(user: User, *, method: str) -> None:
    """Nobody has chosen this method any more: the best of what the user has is offered first."""
    User.objects.filter(pk=user.pk, default_method=method).update(default_method="")


@transaction.atomic
def change_default(user: User, *, method: str, can_start: bool) -> None:
    """The user chose which method is offered first."""
    prefer_method(user, method=method, can_start=can_start)
    record(events.DEFAULT_CHANGED, tenant=user.tenant, subject=user, method=method)


def speak(user: User, *, language: str) -> None:
    """Pages and letters to the user are in this language from now on; with "" pages follow their browser again."""
    User.objects.filter(pk=user.pk).update(language=language)


def tell_time(user: User, *, zone: str) -> None:
    """Pages and letters tell the user times in this zone from now on; with "" pages follow their browser again."""
    User.objects.filter(pk=user.pk).update(time_zone=zone)


def note_last_login(*, user: User, **_told: Any) -> None:
    """Notes that the user has just signed in."""
    user.last_login = clock.now()
    _signed_in_at(user.pk, user.last_login)


@changed_once
def _signed_in_at(user: UUID, now: datetime, /) -> Move:
    return User.objects.filter(pk=user), {"last_login": now}
