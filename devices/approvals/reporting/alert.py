"""What a report raises, in words."""

from django.utils.translation import gettext_lazy as _

from accounts.alerts.kinds import AlertKind, Effect
from accounts.audit.details import explain, name_details
from accounts.audit.events import event, kind

BROWSER_ENDED, QUESTION_ENDED, SESSIONS_ENDED, BLOCKED, ADMINS_TOLD, OPERATORS_TOLD = (
    "browser_ended",
    "question_ended",
    "sessions_ended",
    "sign_in_blocked",
    "admins_told",
    "operators_told",
)
NOT_ME = AlertKind(
    key="not_me",
    told=_("You told us that a sign-in was not yours"),
    noted=_("A sign-in that was not theirs"),
    effects={
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
    },
)

kind("user:report", _("about sign-ins that were not theirs"))
REPORTED = event(
    "user:report:made",
    _("Said on the phone that a sign-in was not theirs"),
    told=True,
    to_person=_("You said on your phone that a sign-in was not yours"),
)
name_details(known=_("known to somebody else"))
explain("why", {"not_me": _("a sign-in was not theirs")})
