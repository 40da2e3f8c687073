"""How what happens to an account as a whole is taken back, or why not: of the packages below that know no links."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.audit.details import ROW
from accounts.audit.models import AuditEvent
from accounts.security_info.securing.events import BROUGHT_BACK, SECURED
from accounts.security_info.securing.reregistering import REQUIRED
from accounts.security_info.securing.services import stop_again
from accounts.security_info.sign_ins.not_me import ANSWER_DISOWNED, DISOWNED
from accounts.signin.events import UNLOCKED
from accounts.undoing.registry import CannotUndo, Undo, register, say_why_not
from accounts.users import events
from accounts.users.leaving import events as leaving
from accounts.users.own_browsers import forget_all


def say_how() -> None:
    """Says it of each of their events."""
    for browser in (events.NEW_BROWSER, events.BROWSER_REMEMBERED):
        register(
            Undo(
                event=browser.tag,
                undo=_forget_browsers,
                what=_("Every browser becomes a stranger again: each step is asked there the next time."),
            )
        )
    say_why_not(events.SESSIONS_ENDED.tag, _("You are signed out already. Nothing is left to take back."))
    for disowned in (DISOWNED, ANSWER_DISOWNED):
        say_why_not(
            disowned.tag,
            _("It was said by whoever was signed in. If not by you, change your password when you sign in."),
        )
    say_why_not(
        SECURED.tag,
        _("What was stopped stays stopped. What is still yours is brought back at Security info."),
    )
    register(Undo(event=BROUGHT_BACK.tag, undo=_stop_again, what=_("It is stopped again.")))
    say_why_not(REQUIRED.tag, _("An admin did this, to protect you. Ask them to bring back what is yours."))
    say_why_not(leaving.DELETED.tag, _("An admin did this. They can restore your account for thirty days."))
    say_why_not(leaving.RESTORED.tag, _("An admin did this. Ask them if it was wrong."))
    say_why_not(events.BLOCKED.tag, _("This protects you. Only an admin releases it."))
    say_why_not(events.MAIL_ADDRESS_CHANGED.tag, _("An admin did this. Ask them if it was wrong."))
    say_why_not(events.RELEASED.tag, _("An admin did this. Ask them to block sign-in again if it was wrong."))
    say_why_not(events.ENABLED.tag, _("An admin did this. Ask them if it was wrong."))
    say_why_not(UNLOCKED.tag, _("An admin did this, so that you can try again. Ask them if it was wrong."))


def _stop_again(event: AuditEvent) -> None:
    if event.subject is None or not stop_again(event.subject, str(event.details.get(ROW, ""))):
        raise CannotUndo("it no longer counts")


def _forget_browsers(event: AuditEvent) -> None:
    if event.subject_id is None or not forget_all(event.subject_id, but_digest=""):
        raise CannotUndo("no browser is known")
