"""How what happens to a passkey is taken back, or why not."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.audit.details import ROW
from accounts.audit.models import AuditEvent
from accounts.security_info.securing.services import stop_one
from accounts.undoing.registry import CannotUndo, Undo, register, say_why_not
from devices.passkeys import events
from devices.passkeys.access import passkeys_of
from devices.passkeys.services import remove
from devices.passkeys.settings import KEY


def say_how() -> None:
    """Says it of each of their events."""
    register(
        Undo(
            event=events.ADDED.tag, undo=_remove, stop=_stop, what=_("That passkey signs nobody in any more.")
        )
    )
    say_why_not(
        events.SUSPENDED.tag, _("It signs nobody in any more. Remove it at Security info and add a new one.")
    )
    say_why_not(
        events.REMOVED.tag, _("A passkey that was removed cannot come back. Add a new one at Security info.")
    )


def _remove(event: AuditEvent) -> None:
    passkey = passkeys_of(event.subject).filter(pk=event.details.get(ROW)).first() if event.subject else None
    if passkey is None:
        raise CannotUndo("this passkey is gone")
    remove(passkey, actor=None)


def _stop(event: AuditEvent) -> None:
    if event.subject is not None:
        stop_one(event.subject, (KEY, str(event.details[ROW])))
