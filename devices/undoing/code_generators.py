"""How what happens to a code generator is taken back, or why not."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.audit.details import ROW
from accounts.audit.models import AuditEvent
from accounts.security_info.securing.services import stop_one
from accounts.undoing.registry import CannotUndo, Undo, register, say_why_not
from devices.code_generators import events
from devices.code_generators.models import CodeGenerator
from devices.code_generators.services import KEY, remove


def say_how() -> None:
    """Says it of each of their events."""
    for happened in (events.GIVEN, events.ACTIVATED, events.CLAIMED, events.SET_RIGHT):
        register(
            Undo(
                event=happened.tag,
                undo=_remove,
                stop=_stop,
                what=_("The codes of that code generator are taken no more."),
            )
        )
    say_why_not(events.SPENT.tag, _("Its codes are taken no more. An admin can hand it out anew."))
    say_why_not(
        events.REMOVED.tag,
        _("A code generator that was removed cannot come back by itself. An admin hands it out anew."),
    )


def _remove(event: AuditEvent) -> None:
    generator = CodeGenerator.objects.filter(user=event.subject_id, pk=event.details.get(ROW)).first()
    if generator is None:
        raise CannotUndo("this one is gone")
    remove(generator, actor=None)


def _stop(event: AuditEvent) -> None:
    if event.subject is not None:
        stop_one(event.subject, (KEY, str(event.details[ROW])))
