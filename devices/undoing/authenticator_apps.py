"""How what happens to an authenticator app is taken back, or why not."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.audit.details import ROW
from accounts.audit.models import AuditEvent
from accounts.undoing.registry import CannotUndo, Undo, register, say_why_not
from devices.otp import events
from devices.otp.models import AuthenticatorApp
from devices.otp.services import remove
from devices.otp.stopping import stop


def say_how() -> None:
    """Says it of each of their events."""
    for happened in (events.ADDED, events.TURNED_ON):
        register(
            Undo(
                event=happened.tag,
                undo=_remove,
                stop=_stop,
                what=_("The codes of that app are taken no more."),
            )
        )
    say_why_not(
        events.SPENT.tag, _("Its codes are taken no more. Remove it at Security info and add it anew.")
    )
    say_why_not(
        events.REMOVED.tag,
        _("An authenticator app that was removed cannot come back. Add it anew at Security info."),
    )
    say_why_not(events.TURNED_OFF.tag, _("Turn the codes on again in the app, on that phone."))


def _remove(event: AuditEvent) -> None:
    app = _app(event).select_related("phone_account__phone").first()
    if app is None:
        raise CannotUndo("this app is gone")
    remove(app, actor=None)


def _stop(event: AuditEvent) -> None:
    """One of our own on a phone too, by itself: the phone stays."""
    stop(_app(event), ())


def _app(event: AuditEvent) -> QuerySet[AuthenticatorApp]:
    return AuthenticatorApp.objects.filter(user=event.subject_id, pk=event.details.get(ROW), confirmed=True)
