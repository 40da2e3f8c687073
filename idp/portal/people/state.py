"""How somebody stands, in one line, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, cast

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.audit.models import AuditEvent
from accounts.users.events import BLOCKED
from accounts.users.models import User
from accounts.ways.password.unlocking import shut_for
from idp.portal.people.acts import is_invited

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class State:
    """`short` for a list, `text` the line, `todo` what to do; `since` when it began. `kind` is how a badge looks."""

    short: StrOrPromise
    kind: str
    text: StrOrPromise = ""
    todo: StrOrPromise = ""
    since: datetime | None = None
    key: str = ""


LOCKED_OUT = State(gettext_lazy("Locked out"), "badge-warn", key="locked")


def short_state_of(person: User) -> State:
    """As a list says it: by the person's own row."""
    if person.goes_at is not None:
        return State(_("Removed"), "badge-danger", key="deleted")
    if not person.is_active:
        return State(_("Disabled"), "badge-danger", key="disabled")
    if person.blocked_at is not None:
        return State(_("Blocked"), "badge-danger", key="blocked")
    if is_invited(person):
        return State(_("Invited"), "badge-warn", key="invited")
    if person.last_login is None:
        return State(_("Not signed in yet"), "", key="new")
    return State(_("May sign in"), "badge-good", key="in_use")


def state_of(person: User) -> State:
    """As their own page says it, with what to do."""
    found = short_state_of(person)
    whole = {
        "deleted": _deleted,
        "disabled": _disabled,
        "blocked": _blocked,
        "invited": _invited,
    }.get(found.key)
    if whole is not None:
        return whole(person, found)
    if not person.tenant.is_active:
        return State(
            _("Out of use"),
            "badge-danger",
            _("Their organisation is out of use, so nobody of it can sign in."),
            key="out",
        )
    return _shut(person) or _in_use(person, found)


def _deleted(person: User, found: State) -> State:
    there = cast("datetime", person.goes_at).astimezone(timezone.get_current_timezone())
    date = date_format(there, "j F Y")
    text = _("They are removed, and gone for good on %(date)s.") % {"date": date}
    return State(found.short, found.kind, text, _("Until then you can restore them below."), key=found.key)


def _disabled(_person: User, found: State) -> State:
    text, todo = _("They may not sign in."), _("Enable them below when they may.")
    return State(found.short, found.kind, text, todo, key=found.key)


def _blocked(person: User, found: State) -> State:
    event = AuditEvent.objects.filter(subject=person, tag=BLOCKED.tag).first()
    if event is not None and event.actor_id != person.pk:
        text = _("An admin blocked their sign-in.")
    else:
        text = _("They said on their phone that it was not them, so their sign-in is blocked.")
    todo = _(
        "Talk with them by a number that you know. Then release it, and give them a new password if theirs is known."
    )
    return State(found.short, found.kind, text, todo, since=person.blocked_at, key=found.key)


def _invited(person: User, found: State) -> State:
    text = _("They were invited by mail, and have not come yet.")
    todo = _("Invite them again below if the letter is lost.")
    return State(found.short, found.kind, text, todo, since=person.invited_at, key=found.key)


def _shut(person: User) -> State | None:
    """Too many wrong tries: some of their ways take none for a while (smart lockout)."""
    shut = shut_for(person)
    if not shut:
        return None
    ways = ", ".join(dict.fromkeys(str(one.what) for one in shut))
    text = _("After too many wrong tries nothing is taken for a while: %(ways)s.") % {"ways": ways}
    todo = _("If it was them, unlock below. If it was not, they can still come in by another way.")
    return replace(LOCKED_OUT, text=text, todo=todo)


def _in_use(person: User, found: State) -> State:
    if person.registers_anew_at is not None:
        text = _("They set up their ways to sign in anew.")
        todo = _("If they cannot come in by a password, make them a pass.")
        return State(found.short, found.kind, text, todo, since=person.registers_anew_at, key="anew")
    if person.last_login is None:
        text = _("They have not signed in yet.")
        return State(found.short, found.kind, text, _("Invite them, or hand over a first way in."), key="new")
    return State(found.short, found.kind, _("They may sign in."), key="in_use")
