"""How what happens to a phone is taken back, or why not.

A phone that was removed, or suspended, does not come back by a link: whoever stole it may read the letters on it.
"""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.audit.details import ROW
from accounts.audit.models import AuditEvent
from accounts.undoing.registry import CannotUndo, Undo, register, say_why_not
from devices.phones import events
from devices.phones.access import standing_accounts
from devices.phones.models import PhoneAccount
from devices.phones.services import remove_account, suspend_account, unregister


def say_how() -> None:
    """Says it of each of their events."""
    register(
        Undo(
            event=events.BOUND.tag,
            undo=_remove,
            stop=_suspend,
            what=_("That phone can answer nothing for you any more."),
        )
    )
    for answering in (events.UNLOCK_SET, events.UNLOCK_CHANGED):
        register(
            Undo(
                event=answering.tag,
                undo=_suspend,
                what=_("That phone is stopped: it can answer nothing for you."),
            )
        )
    register(
        Undo(
            event=events.SIGN_IN_ENABLED.tag,
            undo=_unregister,
            what=_("That phone is unregistered: no sign-in begins with it. It still answers a second step."),
        )
    )
    say_why_not(events.UNREGISTERED.tag, _("Enable phone sign-in again in the app, on that phone."))
    say_why_not(
        events.SUSPENDED.tag,
        _(
            "A phone does not come back by a letter: whoever has it may read your letters. Sign in another way first."
        ),
    )
    say_why_not(
        events.REMOVED.tag, _("A phone that was removed cannot come back. Add it anew at Security info.")
    )


def _account(event: AuditEvent) -> PhoneAccount:
    # Of an event of an earlier release the row is not known.
    known = event.details.get(ROW)
    found = standing_accounts(event.subject_id).filter(pk=UUID(known)).first() if known else None
    if found is None:
        raise CannotUndo("this account is no longer on that phone")
    return found


def _remove(event: AuditEvent) -> None:
    remove_account(_account(event), actor=None)


def _suspend(event: AuditEvent) -> None:
    suspend_account(_account(event), actor=None)


def _unregister(event: AuditEvent) -> None:
    unregister(_account(event))
