"""How what happens to a one-time link is taken back, or why not."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.audit.models import AuditEvent
from accounts.undoing.registry import CannotUndo, Undo, register, say_why_not
from accounts.ways.one_time_link.models import OneTimeLink
from accounts.ways.one_time_link.services import LINK_GRANTED, LINK_USED


def say_how() -> None:
    """Says it of each of their events."""
    register(Undo(event=LINK_GRANTED.tag, undo=_delete, what=_("The one-time link works no more.")))
    say_why_not(LINK_USED.tag, _("It worked once, and works no more. Whoever came in by it is signed out."))


def _delete(event: AuditEvent) -> None:
    if not OneTimeLink.objects.filter(user=event.subject_id, used_at=None).delete()[0]:
        raise CannotUndo("there is no unused link")
