"""Who watches an enrolment: pages of sessions, which look again when their session may have ended."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from accounts.sessions.standing import user_of
from devices.enrolment.models import Enrolment
from devices.enrolment.state import OPEN
from devices.news import announce

# What a session holds of the enrolment that was offered in it.
ID_KEY = "enrolment_id"


def state_for(enrolment_id: str, session: UUID) -> str | None:
    """Return how it stands, for a page of this session; None when that has ended."""
    user = user_of(session)
    if user is None:
        return None
    return Enrolment.objects.filter(pk=enrolment_id, user=user).values_list("state", flat=True).first()


def look_again_after_one(held: Mapping[str, Any]) -> None:
    """A session was ended that held this."""
    if ID_KEY in held:
        announce.enrolment_changed(UUID(held[ID_KEY]))


def look_again_after_all(user_id: UUID) -> None:
    """Every session of somebody was ended."""
    for enrolment_id in Enrolment.objects.filter(user=user_id, state__in=OPEN).values_list("pk", flat=True):
        announce.enrolment_changed(enrolment_id)
