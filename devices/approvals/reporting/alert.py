"""What a report raises, in words: of each kind of request its own, for only some of them are sign-ins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from accounts.alerts.kinds import AlertKind, Effect
from accounts.audit.details import explain, name_details
from accounts.audit.events import Event, event, kind

BROWSER_ENDED, QUESTION_ENDED, SESSIONS_ENDED, BLOCKED, ADMINS_TOLD, OPERATORS_TOLD = (
    "browser_ended",
    "question_ended",
    "sessions_ended",
    "sign_in_blocked",
    "admins_told",
    "operators_told",
)
EFFECTS: Mapping[str, Effect] = {
    BROWSER_ENDED: Effect(
        told=_("We ended the sign-in in that browser."), noted=_("That browser's sign-in was ended.")
    ),
    QUESTION_ENDED: Effect(
        told=_("We stopped what the application asked for."),
        noted=_("What the application asked for was stopped."),
    ),
    SESSIONS_ENDED: Effect(
        told=_("We signed you out everywhere, to be safe."),
        noted=_("They were signed out everywhere."),
    ),
    BLOCKED: Effect(
        told=_("We blocked your sign-in. It stays blocked until an admin releases it: ask yours."),
        noted=_("Their sign-in was blocked."),
    ),
    ADMINS_TOLD: Effect(told=_("We told your admins."), noted=""),
    OPERATORS_TOLD: Effect(told=_("We told those who run this server."), noted=""),
}


@dataclass(frozen=True, kw_only=True)
class Disowned:
    """What somebody says was not theirs: the alert and the event that follow, and the effects that always do.

    `ends_sessions`: whatever was proven beside it, or came of it, its person did not prove, so that ends.
    """

    alert: AlertKind
    event: Event
    effects: tuple[str, ...] = ()
    ends_sessions: bool = True


kind("user:report", _("about what was not theirs"))
SIGN_IN = Disowned(
    alert=AlertKind(
        key="not_me",
        told=_("You told us that a sign-in was not yours"),
        noted=_("A sign-in that was not theirs"),
        effects=EFFECTS,
    ),
    event=event(
        "user:report:made",
        _("Said on the phone that a sign-in was not theirs"),
        told=True,
        to_person=_("You said on your phone that a sign-in was not yours"),
    ),
    effects=(BROWSER_ENDED,),
)
QUESTION = Disowned(
    alert=AlertKind(
        key="not_my_question",
        told=_("You told us that an application asked for something that you did not begin"),
        noted=_("An application asked for something that they did not begin"),
        effects=EFFECTS,
    ),
    event=event(
        "user:report:question",
        _("Said on the phone that an application asked for something that they did not begin"),
        told=True,
        to_person=_("You said on your phone that an application asked for something that you did not begin"),
    ),
    effects=(QUESTION_ENDED,),
)
# No browser of its person's asked, so nothing that was proven in one is in doubt (decision 0119).
CALL = Disowned(
    alert=AlertKind(
        key="not_my_call",
        told=_("You told us that a call to the help desk was not yours"),
        noted=_("A call to the help desk that was not theirs"),
        effects=EFFECTS,
    ),
    event=event(
        "user:report:call",
        _("Said on the phone that a call to the help desk was not theirs"),
        told=True,
        to_person=_("You said on your phone that a call to the help desk was not yours"),
    ),
    ends_sessions=False,
)
ACT = Disowned(
    alert=AlertKind(
        key="not_my_act",
        told=_("You told us that it was not you who looked at an act that needs two people"),
        noted=_("It was not they who looked at an act that needs two people"),
        effects=EFFECTS,
    ),
    event=event(
        "user:report:act",
        _("Said on the phone that it was not they who looked at an act that needs two people"),
        told=True,
        to_person=_("You said on your phone that it was not you who looked at an act that needs two people"),
    ),
)
ALL = (SIGN_IN, QUESTION, CALL, ACT)

name_details(known=_("known to somebody else"))
explain("why", {"not_me": _("it was not them")})
