"""How making an API key is taken back."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.api_tokens import events
from accounts.api_tokens.models import ApiToken
from accounts.api_tokens.services import revoke
from accounts.audit.models import AuditEvent
from accounts.undoing.registry import CannotUndo, Undo, register


def say_how() -> None:
    register(Undo(event=events.MADE.tag, undo=_revoke, what=_("That API key does nothing any more.")))


def _revoke(event: AuditEvent) -> None:
    token = ApiToken.objects.filter(pk=event.details.get("row"), made_by=event.subject_id).first()
    if token is None or not revoke(token, actor=None):
        raise CannotUndo("there is no such token")
