"""How what happens to a password is taken back: the new one stops working, and no former one comes back."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.audit.models import AuditEvent
from accounts.undoing.registry import CannotUndo, Undo, register, say_why_not
from accounts.ways.password import events
from accounts.ways.password.services import stop_password


def say_how() -> None:
    """Says it of each of their events."""
    for happened in (
        events.PASSWORD_SET,
        events.PASSWORD_CHANGED,
        events.PASSWORD_RECOVERED,
    ):
        register(
            Undo(
                event=happened.tag,
                undo=_stop,
                what=_(
                    "That password works no more. The one before cannot come back: sign in another way and choose a "
                    "new one, or ask for a new one as you would if you had forgotten it."
                ),
            )
        )
    say_why_not(
        events.PASSWORD_GIVEN_UP.tag,
        _(
            "A password does not come back by a letter. Sign in another way and choose a new one at Security info."
        ),
    )
    say_why_not(
        events.PASSWORD_STOPPED.tag,
        _("Choose a new one: sign in another way, or ask for one as you would if you had forgotten it."),
    )


def _stop(event: AuditEvent) -> None:
    if event.subject is None or not stop_password(event.subject):
        raise CannotUndo("there is no password")
