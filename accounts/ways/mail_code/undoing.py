"""How what happens to the mail address for recovery is taken back, or why not."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.audit.models import AuditEvent
from accounts.undoing.registry import CannotUndo, Undo, register, say_why_not
from accounts.ways.mail_code import events
from accounts.ways.mail_code.models import RecoveryAddress
from accounts.ways.mail_code.services import remove


def say_how() -> None:
    """Says it of each of their events. A former address does not come back: it may have gone for a reason."""
    register(Undo(event=events.ADDED.tag, undo=_remove, what=_("That mail address gets no codes any more.")))
    say_why_not(
        events.REMOVED.tag, _("A mail address that was removed has to be confirmed again, at Security info.")
    )


def _remove(event: AuditEvent) -> None:
    rows = RecoveryAddress.objects.filter(user=event.subject_id, address=event.details.get("mail_address"))
    address = rows.first()
    if address is None:
        raise CannotUndo("another address by now, or none")
    remove(address, actor=None)
