"""How what happens to a pass is taken back, or why not."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.audit.models import AuditEvent
from accounts.undoing.registry import CannotUndo, Undo, register, say_why_not
from accounts.ways.access_pass import events
from accounts.ways.access_pass.models import AccessPass
from accounts.ways.access_pass.services import remove


def say_how() -> None:
    """Says it of each of their events."""
    for happened in (events.MADE, events.USED):
        register(Undo(event=happened.tag, undo=_remove, what=_("The pass works no more.")))
    say_why_not(
        events.REMOVED.tag, _("A pass that was removed cannot come back. An admin can make a new one.")
    )


def _remove(event: AuditEvent) -> None:
    if event.subject is None or not AccessPass.objects.filter(user=event.subject).exists():
        raise CannotUndo("there is no pass")
    remove(event.subject, actor=None)
