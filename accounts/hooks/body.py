"""An event as it is sent: its tag, when it was, its words in English, whom it is about, and its details."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from django.utils import translation

from accounts.audit.events import sentence_of
from accounts.audit.models import AuditEvent
from accounts.users.models import User

TRY = "test"


def body_of(event: AuditEvent) -> bytes:
    """The body about an event; no secret is in it, because none is in the log (I10)."""
    with translation.override("en"):
        words = str(sentence_of(event.tag))
    said = {
        "number": event.pk,
        "words": words,
        "organisation": {"id": str(event.tenant_id), "name": event.tenant.name if event.tenant else None},
        "person": _person(event.subject, event.subject_id),
        "by": _person(event.actor, event.actor_id),
        "details": event.details,
    }
    return _written(event.tag, event.at, said)


def body_of_try(at: datetime) -> bytes:
    """The body of a try, about nothing."""
    return _written(TRY, at, {"words": "This is how Handslag tells you what happens."})


def _written(kind: str, at: datetime, said: dict[str, Any]) -> bytes:
    moment = at.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return json.dumps({"type": kind, "timestamp": moment, "data": said}, separators=(",", ":")).encode()


def _person(person: User | None, person_id: object) -> dict[str, str | None] | None:
    """By their id, and the username as it is now; of somebody who is gone the id alone."""
    if person_id is None:
        return None
    return {"id": str(person_id), "username": person.username if person else None}
