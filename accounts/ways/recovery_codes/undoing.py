"""How what happens to recovery codes is taken back, or why not."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.audit.details import ROW
from accounts.audit.models import AuditEvent
from accounts.undoing.registry import CannotUndo, Undo, register, say_why_not
from accounts.ways.recovery_codes import events
from accounts.ways.recovery_codes.models import RecoveryCodes
from accounts.ways.recovery_codes.services import remove, stop


def say_how() -> None:
    """Says it of each of their events."""
    for happened in (events.MADE, events.MADE_ANEW, events.USED):
        register(
            Undo(
                event=happened.tag,
                undo=_remove,
                stop=_stop,
                what=_("These recovery codes work no more."),
            )
        )
    say_why_not(events.FEW_LEFT.tag, _("A code that was used works no more anyway."))
    say_why_not(
        events.REMOVED.tag,
        _("Recovery codes that were removed cannot come back. Make new ones at Security info."),
    )


def _remove(event: AuditEvent) -> None:
    codes = RecoveryCodes.objects.filter(user=event.subject_id, pk=event.details.get(ROW)).first()
    if codes is None:
        raise CannotUndo("these codes are gone")
    remove(codes, actor=None)


def _stop(event: AuditEvent) -> None:
    if event.subject is not None:
        stop(event.subject, ())
