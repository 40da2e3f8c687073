"""What happens when somebody says that something is wrong with their account, in words: events, and the alert."""

from django.utils.translation import gettext_lazy as _

from accounts.alerts.kinds import AlertKind, Effect
from accounts.audit.details import explain, name_details
from accounts.audit.events import event, kind

kind("user:securing", _("about accounts that were stopped"))
SECURED = event(
    "user:securing:stopped",
    _("Everything stopped but what was in hand"),
    told=True,
    to_person=_("Something was wrong with your account, so everything was stopped but what you had in hand"),
)
BROUGHT_BACK = event(
    "user:securing:brought_back",
    _("A stopped way to sign in brought back"),
    told=True,
    to_person=_("A way to sign in that was stopped was brought back"),
)
name_details(stopped=_("stopped"), kept=_("kept"), shown=_("shown"), way=_("way to sign in"))
explain(
    "why",
    {
        "own_word": _("they said that something was wrong"),
        "own_word_signed_out": _("somebody who could not sign in said that something was wrong"),
    },
)

SESSIONS, WAYS, BROWSERS, WAITING, BLOCKED = "sessions", "ways", "browsers", "waiting", "blocked"
ALERT = AlertKind(
    key="secured",
    told=_("You told us that something is wrong with your account"),
    noted=_("Something is wrong with their account"),
    effects={
        SESSIONS: Effect(
            told=_("Every other session of yours was ended."), noted=_("Every session was ended.")
        ),
        WAYS: Effect(
            told=_("Your ways to sign in were stopped, but for what you had in hand."),
            noted=_("Their ways to sign in were stopped, but for what they had in hand."),
        ),
        BROWSERS: Effect(
            told=_("No browser is known as yours any more."),
            noted=_("No browser is known as theirs any more."),
        ),
        WAITING: Effect(
            told=_("Requests that waited, and whatever was being added, were ended."),
            noted=_("Requests that waited, and whatever was being added, were ended."),
        ),
        BLOCKED: Effect(
            told=_(
                "Your sign-in was blocked, for one of your ways cannot be stopped by itself. Ask your admin."
            ),
            noted=_("Their sign-in was blocked, for one of their ways cannot be stopped by itself."),
        ),
    },
)
