"""Stopping everything of a person's but what they have in hand, and letting one thing count again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from accounts.alerts.models import Alert
from accounts.alerts.services import raise_alert
from accounts.audit.details import ROW
from accounts.audit.log import record
from accounts.methods import registry
from accounts.methods.contract import MethodRow, Thing, VerificationMethod
from accounts.security_info.securing import events, in_flight
from accounts.sessions.models import Session
from accounts.sessions.standing import sessions_of
from accounts.users import own_browsers
from accounts.users.access import lock_user
from accounts.users.models import KnownBrowser, User
from accounts.users.services import block, close_sessions

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# Between a method's key and the id of a thing, where an event names one.
SLASH = "/"


@dataclass(frozen=True)
class Secured:
    """What was done, each as a code of the alert's effects, and what was `stopped`, as its person calls it.

    `sessions` and `browsers` say how many ended. `is_new`: there was anything left to do.
    """

    sessions: int
    browsers: int
    stopped: tuple[str, ...]
    effects: tuple[str, ...]
    is_new: bool

    @property
    def words(self) -> list[StrOrPromise]:
        """What was done, to its person."""
        return [events.ALERT.effects[code].told for code in self.effects]


@transaction.atomic
def secure(
    user: User,
    *,
    keep_session: str | None,
    keep: Collection[Thing] | None,
    why: str,
    actor: User | None = None,
    keep_browser: str = "",
    shown: Iterable[str] = (),
    origin: Mapping[str, str] | None = None,
) -> Secured:
    """Stop everything of the user's but the things they `keep`, in their hand; tell them and who looks after them.

    Every session ends but the one with the sid `keep_session`, whose page calls `proven.stay_signed_in` then; every
    browser is forgotten but the one with the digest `keep_browser`, in which nothing is remembered either. A method
    that does not say how it is stopped blocks the sign-in as a whole.

    `actor` is the user as the page knows them, refused when others have changed them since (T08); None for whoever
    came by a link. `why` is a code; `shown` are the keys of what was proven for it, `origin` where. Again, with
    nothing left to stop, it raises and tells nothing.
    """
    locked = lock_user(user.pk, actor=actor)
    ended = [row for row in sessions_of(locked) if str(row.sid) != keep_session]
    Session.objects.filter(user=locked).exclude(sid__in=[keep_session] if keep_session else []).delete()
    stopped, effects = stop_all(locked, frozenset(keep or ()))
    in_flight.end_all(locked)
    close_sessions(locked)
    KnownBrowser.objects.filter(user=locked).update(remembered={})
    browsers = own_browsers.forget_all(locked.pk, but_digest=keep_browser)
    done = Secured(
        sessions=len(ended),
        browsers=browsers,
        stopped=tuple(stopped),
        effects=(events.SESSIONS, *effects, events.BROWSERS, events.WAITING),
        is_new=bool(ended or stopped or browsers or events.BLOCKED in effects) or securing_of(locked) is None,
    )
    if done.is_new:
        _tell(locked, done, kept=keep or (), why=why, shown=list(shown), origin=origin or {})
    if actor is not None:
        _move_on(actor)
    return done


def stop_all(locked: User, keep: frozenset[Thing]) -> tuple[list[str], list[str]]:
    """Stop what is not kept of the user, whose row is held; return what each thing is called, and what that led to."""
    stopped: list[str] = []
    says_nothing = False
    for method in registry.in_order():
        if method.stopping is not None:
            stopped += method.stopping.stop(locked, _kept_of(method, keep))
        else:
            says_nothing = says_nothing or method.has_something(locked)
    if says_nothing:
        block(locked)
    return stopped, [
        *([events.WAYS] if stopped else []),
        *([events.BLOCKED] if says_nothing else []),
    ]


def _kept_of(method: VerificationMethod, keep: frozenset[Thing]) -> frozenset[str]:
    return frozenset(thing_id for key, thing_id in keep if key == method.key)


def securing_of(user: User) -> Alert | None:
    """What those who look after the user know of it, and have not dealt with; the newest."""
    return Alert.objects.filter(user=user, kind=events.ALERT.key, settled_at=None).first()


def _tell(
    locked: User,
    done: Secured,
    *,
    kept: Collection[Thing],
    why: str,
    shown: list[str],
    origin: Mapping[str, str],
) -> None:
    said: dict[str, Any] = {
        "why": why,
        "stopped": list(done.stopped),
        "kept": _called(locked, kept),
        "shown": shown,
    }
    address = origin.get("ip", "")
    row = record(events.SECURED, tenant=locked.tenant, subject=locked, address=address, **said)
    raise_alert(events.ALERT, locked, about=row.pk, effects=done.effects, **said, **origin)


def _called(locked: User, things: Collection[Thing]) -> list[str]:
    """What their person calls these things of theirs."""
    return [
        name_of(method, row)
        for method in registry.in_order()
        for row in method.rows_for(locked)
        if (row.key, row.id) in things
    ]


def name_of(method: VerificationMethod, row: MethodRow) -> str:
    """The name that its person gave it, the method's key where it has none: the same in every language."""
    return method.key if str(row.label) == str(method.label) else str(row.label)


def _move_on(actor: User) -> None:
    """The person of the page goes on as they stand now: their row is held, so nobody else's change is taken over."""
    now = User.objects.get(pk=actor.pk)
    actor.password, actor.session_epoch, actor.blocked_at = now.password, now.session_epoch, now.blocked_at


@transaction.atomic
def bring_back(user: User, thing: Thing, *, actor: User) -> str:
    """Let what was stopped count again; return what it is called, "" where nothing was stopped.

    For a page that its person has opened by something that was kept, as strong as whatever guards them (T20), or for
    who looks after them.
    """
    locked = lock_user(user.pk, actor=actor)
    key, thing_id = thing
    method = registry.find(key)
    if method is None or method.stopping is None or method.stopping.bring_back is None:
        return ""
    row = next((row for row in method.rows_for(locked) if row.id == thing_id and row.is_stopped), None)
    if row is None or not method.stopping.bring_back(locked, thing_id):
        return ""
    said = {"way": name_of(method, row), ROW: SLASH.join(thing)}
    record(events.BROUGHT_BACK, tenant=locked.tenant, subject=locked, actor=actor, **said)
    if actor == locked:
        _move_on(actor)
    return str(row.label)


def stop_again(locked: User, written: str) -> bool:
    """Stop what this event of bringing back was about, of the user whose row is held; tell whether it still counted.

    `written` is what the event has as its row.
    """
    key, _slash, thing_id = written.partition(SLASH)
    return stop_one(locked, (key, thing_id))


def stop_one(locked: User, thing: Thing) -> bool:
    """Stop this one thing of the user whose row is held; tell whether it still counted."""
    key, thing_id = thing
    method = registry.find(key)
    if method is None or method.stopping is None:
        return False
    others = [row.id for row in method.rows_for(locked) if row.id != thing_id]
    return bool(method.stopping.stop(locked, others))
