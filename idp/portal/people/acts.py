"""What can be done to people, a table: each row asks first, says what will happen and does it, to one or to many."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from accounts.security_info.securing.reregistering import require_reregistration
from accounts.users import services
from accounts.users.leaving import services as leaving
from accounts.users.models import User
from accounts.users.roles import Act
from accounts.ways.one_time_link import inviting
from idp.portal.four_eyes.holding import refuses_alone

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, kw_only=True)
class PersonAct:
    """One row. `title` asks about `who`: a username, or how many; `text` says what will happen, to one or many.

    `label` is what it is called in a list, `help` what it is good for. `why_not` says why it cannot be done to
    somebody now, "" where it can. `page` names an address of its own, where there is more to show; else the one of all.
    `is_hidden`: on a person's page it is shown only while it can be done.
    """

    key: str
    act: Act
    icon: str
    label: StrOrPromise
    help: StrOrPromise
    title: StrOrPromise = ""
    text: StrOrPromise = ""
    button: StrOrPromise = ""
    done: StrOrPromise = ""
    why_not: Callable[[User], StrOrPromise]
    do: Callable[[User, User], object]
    page: str = "accounts_user_act"
    is_danger: bool = False
    is_for_many: bool = True


def is_invited(person: User) -> bool:
    """Has this person a letter, and has not come yet?"""
    return person.invited_at is not None and person.last_login is None


def _if_here(person: User) -> StrOrPromise:
    return "" if person.is_active else _("They may not sign in.")


def _if_not_deleted(person: User) -> StrOrPromise:
    return _("They are removed. Restore them instead.") if person.goes_at else ""


def _why_not_invited(person: User) -> StrOrPromise:
    if refuses_alone(person):
        return _("They have a role, so a second person agrees first. Make them a one-time link instead.")
    return inviting.why_not(person)


def _end_sessions(person: User, actor: User) -> None:
    services.end_sessions(person, actor=actor, why="admin")


END_SESSIONS = PersonAct(
    key="end-sessions",
    act=Act.END_SESSIONS,
    icon="out",
    label=_("End every session"),
    help=_("Signs them out of every browser at once; they can sign in again."),
    title=_("End every session of %(who)s?"),
    text=_("They are signed out of every browser at once, and can sign in again. They are told."),
    button=_("End every session"),
    done=_("Every session of %(who)s has ended."),
    why_not=lambda person: "" if person.may_sign_in else _("They may not sign in."),
    do=_end_sessions,
    page="accounts_user_end_sessions",
)
REREGISTER = PersonAct(
    key="require-re-registration",
    act=Act.REQUIRE_REREGISTRATION,
    icon="again",
    label=_("Require re-registration"),
    help=_(
        "When somebody else may have got hold of a phone or a key: they set up their ways to sign in anew."
    ),
    title=_("Have %(who)s register anew?"),
    text=_(
        "Their phones, passkeys, codes and whatever else they sign in with are stopped at once, but the password. "
        "Every session ends, and every browser is forgotten. At the next sign-in they add a way anew before they come "
        "in. Whoever cannot come in by a password needs a pass from you. What turns out to be theirs you can bring "
        "back. They are told."
    ),
    button=_("Require re-registration"),
    done=_("%(who)s registers anew. Hand over a pass, if they cannot come in by a password."),
    why_not=lambda person: "" if person.may_sign_in else _("They may not sign in."),
    do=lambda person, actor: require_reregistration(person, actor=actor),
    is_danger=True,
)
BLOCK = PersonAct(
    key="block",
    act=Act.RELEASE_PERSON,
    icon="shield",
    label=_("Block sign-in"),
    help=_("While you find out what happened: nobody signs in as them until somebody releases it."),
    title=_("Block sign-in for %(who)s?"),
    text=_(
        "Nobody can sign in as them, and every session ends at once, until you or another admin releases it. What they "
        "have set up stays; links and passes they were given, and their API keys, end for good. They are told."
    ),
    button=_("Block"),
    done=_("Sign-in is blocked for %(who)s."),
    why_not=lambda person: _("It is blocked already.") if person.blocked_at else _if_here(person),
    do=lambda person, actor: services.block(person, actor=actor),
    is_danger=True,
    is_for_many=False,
)
DISABLE = PersonAct(
    key="disable",
    act=Act.DISABLE_PERSON,
    icon="cross",
    label=_("Disable"),
    help=_("When they are away for long, or leave: no sign-in until you enable them."),
    title=_("Disable %(who)s?"),
    text=_(
        "They can no longer sign in, and every session ends at once. What they have set up stays, and works again "
        "when you enable them."
    ),
    button=_("Disable"),
    done=_("%(who)s may no longer sign in."),
    why_not=lambda person: "" if person.is_active else _("They are disabled already."),
    do=lambda person, actor: services.disable(person, actor=actor),
    is_danger=True,
)
ENABLE = PersonAct(
    key="enable",
    act=Act.DISABLE_PERSON,
    icon="check",
    label=_("Enable"),
    help=_("They may sign in again, with what they have."),
    title=_("Enable %(who)s?"),
    text=_(
        "They may sign in again, with what they had set up. Sessions that ended stay ended. They are told."
    ),
    button=_("Enable"),
    done=_("%(who)s may sign in again."),
    why_not=lambda person: _("They are enabled already.") if person.is_active else _if_not_deleted(person),
    do=lambda person, actor: services.enable(person, actor=actor),
)
INVITE = PersonAct(
    key="invite",
    act=Act.INVITE_PERSON,
    icon="mail",
    label=_("Invite by mail"),
    help=_(
        "Writes to somebody new how they come in and add their phone. Again: the letter before works no more."
    ),
    title=_("Invite %(who)s?"),
    text=_(
        "A letter goes to their mail address, in their language, with a link that lets them in once within seven days, "
        "so that they can add their phone. Whoever reads that mailbox can use it. It works until they have signed in."
    ),
    button=_("Send the letter"),
    done=_("%(who)s has been written to."),
    why_not=_why_not_invited,
    do=lambda person, actor: inviting.invite(person, actor=actor),
)
WITHDRAW = PersonAct(
    key="withdraw-invitation",
    act=Act.INVITE_PERSON,
    icon="mail",
    label=_("Withdraw the invitation"),
    help=_("The letter that they were sent lets nobody in any more."),
    title=_("Withdraw the invitation of %(who)s?"),
    text=_("The link in the letter works no more. You can invite them again."),
    button=_("Withdraw"),
    done=_("The invitation of %(who)s is withdrawn."),
    why_not=lambda person: "" if is_invited(person) else _("They are not invited now."),
    do=lambda person, actor: inviting.withdraw(person, actor=actor),
    is_for_many=False,
)
DELETE = PersonAct(
    key="delete",
    act=Act.DELETE_PERSON,
    icon="bin",
    label=_("Remove the user"),
    help=_("For good after thirty days; until then you can restore them."),
    title=_("Remove %(who)s?"),
    text=_(
        "They can no longer sign in, and every session ends at once. For thirty days you can restore them with what "
        "they had set up, and their username is given to nobody else. Then all of it is removed for good; the "
        "logs keep what happened. They are told."
    ),
    button=_("Remove"),
    done=_("%(who)s is removed. You find them among removed users for thirty days."),
    why_not=_if_not_deleted,
    do=lambda person, actor: leaving.leave(person, actor=actor),
    is_danger=True,
    is_for_many=False,
)
RESTORE = PersonAct(
    key="restore",
    act=Act.DELETE_PERSON,
    icon="again",
    label=_("Restore"),
    help=_("They may sign in again, with what they had set up."),
    title=_("Restore %(who)s?"),
    text=_(
        "They may sign in again, with what they had set up. Sessions that ended stay ended. They are told."
    ),
    button=_("Restore"),
    done=_("%(who)s is restored."),
    why_not=lambda person: "" if person.goes_at else _("They are not removed."),
    do=lambda person, actor: leaving.restore(person, actor=actor),
    is_for_many=False,
)
ACTS = (END_SESSIONS, REREGISTER, BLOCK, INVITE, WITHDRAW, DISABLE, ENABLE, DELETE, RESTORE)
BY_KEY = {one.key: one for one in ACTS}
